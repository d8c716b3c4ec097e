using System.Text.Json.Serialization;

namespace Mesh.Testing.Histories;

/// <summary>One operation of one client. Times are of one monotonic source for all clients, such as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> of one machine.</summary>
public sealed record OperationRecord
{
    /// <summary>The version that a read names when it found no conversation.</summary>
    public const long Gone = -1;

    /// <summary>What was asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required OperationKind Kind { get; init; }

    /// <summary>The conversation, its tenant included.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string Conversation { get; init; }

    /// <summary>When it was asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long Invoked { get; init; }

    /// <summary>When the client had its answer or gave up.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long Ended { get; init; }

    /// <summary>What the client knows of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required OperationResult Result { get; init; }

    /// <summary>The client's session, in which one operation follows the other; empty for none.</summary>
    public string Session { get; init; } = "";

    /// <summary>The caller's id of the turn; empty when it is about the conversation.</summary>
    public string Turn { get; init; } = "";

    /// <summary>Digest of what was asked, so that one id sent with two contents is two things.</summary>
    public string Content { get; init; } = "";

    /// <summary>The version that a turn made or a read showed; <see cref="Gone"/> for a read that found nothing.</summary>
    public long Version { get; init; }

    /// <summary>The attempt that was acknowledged; 0 when it was not told.</summary>
    public int Attempt { get; init; }

    /// <summary>Digest of the answer that was acknowledged; empty when it was not told.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Digest of the conversation that a read showed; empty when it was not told.</summary>
    public string Digest { get; init; } = "";

    /// <summary>The list that a read showed, by version; null when it showed none.</summary>
    public IReadOnlyList<ListedTurn>? List { get; init; }

    /// <summary>In one line, for a message.</summary>
    public override string ToString() =>
        $"{Kind} {Turn}{(Content.Length == 0 ? "" : $"/{Content}")} of {Conversation} at {Invoked}..{Ended} by '{Session}': {Result}, version {Version}, attempt {Attempt}, answer '{Answer}'";
}
