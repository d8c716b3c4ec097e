namespace Mesh.Client;

/// <summary>Where the mesh is and how it is asked.</summary>
public sealed class MeshClientOptions
{
    /// <summary>Longest timeout that may be set; gRPC sends no longer deadline than this.</summary>
    internal static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);

    /// <summary>Address of the mesh's gRPC door.</summary>
    /// <value>http://127.0.0.1:8091</value>
    public string Address { get; set; } = "http://127.0.0.1:8091";

    /// <summary>The caller's key; null where the mesh serves local callers without one.</summary>
    public string? Key { get; set; }

    /// <summary>Whether the key may be sent in plain text to another machine. Only for networks that encrypt by themselves.</summary>
    /// <value>False.</value>
    public bool AllowKeyInPlainText { get; set; }

    /// <summary>Route, model or endpoint that is asked when a call names none.</summary>
    /// <value>auto</value>
    public string Model { get; set; } = "auto";

    /// <summary>Route, model or endpoint that makes embeddings when a call names none; null for <see cref="Model"/>.</summary>
    public string? EmbeddingModel { get; set; }

    /// <summary>Time for a whole call, sent as its gRPC deadline; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> leaves it to the mesh.</summary>
    /// <value>10 minutes.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Time to connect.</summary>
    /// <value>5 seconds.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Silence on a connection after which it is pinged, so that a dead one is noticed.</summary>
    /// <value>20 seconds.</value>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Largest message that is sent or taken, in bytes.</summary>
    /// <value>32 MiB, the most that the mesh takes.</value>
    public int MaxMessageBytes { get; set; } = 32 * 1024 * 1024;
}
