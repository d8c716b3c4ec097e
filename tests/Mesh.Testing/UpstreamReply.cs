namespace Mesh.Testing;

/// <summary>What the fake upstream answers, down to the write boundaries.</summary>
public sealed record UpstreamReply
{
    /// <summary>HTTP status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Content type.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Further headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body, one write for each piece.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Pieces { get; init; } = [];

    /// <summary>Wait before the first byte.</summary>
    public TimeSpan FirstDelay { get; init; }

    /// <summary>Wait between pieces.</summary>
    public TimeSpan PieceDelay { get; init; }

    /// <summary>What happens after the last piece.</summary>
    public UpstreamEnding Ending { get; init; }

    /// <summary>A JSON body.</summary>
    public static UpstreamReply Json(string body, int status = 200) => new() { Status = status, Pieces = [System.Text.Encoding.UTF8.GetBytes(body)] };

    /// <summary>A stream of server-sent events, one write for each.</summary>
    public static UpstreamReply Events(params IEnumerable<string> events) =>
        new() { ContentType = "text/event-stream", Pieces = [.. events.Select(e => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(e))] };
}

/// <summary>How an answer ends.</summary>
public enum UpstreamEnding
{
    /// <summary>As it should.</summary>
    Complete,

    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>Nothing more comes until the caller goes away.</summary>
    Silence,
}
