namespace Mesh.Silo.Hosting;

/// <summary>Says at which door an endpoint is served.</summary>
/// <param name="door">The door.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class DoorAttribute(Door door) : Attribute
{
    /// <summary>The door.</summary>
    public Door Door { get; } = door;
}
