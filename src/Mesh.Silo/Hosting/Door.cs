namespace Mesh.Silo.Hosting;

/// <summary>A listener of the process, told apart by the socket and never by what a caller writes.</summary>
internal enum Door
{
    /// <summary>OpenAI-compatible HTTP.</summary>
    OpenAI,

    /// <summary>gRPC.</summary>
    Grpc,

    /// <summary>Administration, metrics and health.</summary>
    Admin,
}

/// <summary>Says at which door an endpoint is served.</summary>
/// <param name="door">The door.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class DoorAttribute(Door door) : Attribute
{
    /// <summary>The door.</summary>
    public Door Door { get; } = door;
}

/// <summary>Put on each connection by its listener.</summary>
/// <param name="Door">The door that it came in by.</param>
internal sealed record DoorFeature(Door Door);
