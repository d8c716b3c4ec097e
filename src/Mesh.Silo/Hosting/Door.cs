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

    /// <summary>A worker's engines, for other silos alone.</summary>
    Relay,
}
