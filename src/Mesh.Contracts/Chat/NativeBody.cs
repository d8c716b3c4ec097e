namespace Mesh.Contracts.Chat;

/// <summary>A request in the dialect in which its caller wrote it, scanned once at the door.</summary>
public abstract class NativeBody
{
    /// <summary>The dialect.</summary>
    public abstract Dialect Dialect { get; }
}
