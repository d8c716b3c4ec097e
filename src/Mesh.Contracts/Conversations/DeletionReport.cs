namespace Mesh.Contracts.Conversations;

/// <summary>What the deletion of a conversation removed, and what it did not. It holds no content.</summary>
[GenerateSerializer, Immutable, Alias("mesh.DeletionReport")]
public sealed record DeletionReport
{
    /// <summary>Why it was deleted.</summary>
    [Id(0)] public required DeletionCause Cause { get; init; }

    /// <summary>When.</summary>
    [Id(1)] public required DateTimeOffset At { get; init; }

    /// <summary>Turns, those on other branches and those that did not end well included.</summary>
    [Id(2)] public long Turns { get; init; }

    /// <summary>Answers among them that broke off.</summary>
    [Id(3)] public long Drafts { get; init; }

    /// <summary>Images, documents and sounds in them.</summary>
    [Id(4)] public long Attachments { get; init; }

    /// <summary>Summaries: 1 when there was one.</summary>
    [Id(5)] public long Summaries { get; init; }

    /// <summary>Images in words.</summary>
    [Id(6)] public long ImageDescriptions { get; init; }

    /// <summary>UTF-8 bytes of what was said, attached, summarised and described, and of title, instructions, metadata and pinned facts.</summary>
    [Id(7)] public long Bytes { get; init; }

    /// <summary>The last conversations that were forked from it, at most 16: each owns a copy of the turns and is deleted by itself.</summary>
    [Id(8)] public IReadOnlyList<string> Forks { get; init; } = [];

    /// <summary>How many were ever forked from it.</summary>
    [Id(9)] public long ForkCount { get; init; }

    /// <summary>What was not removed.</summary>
    [Id(10)] public IReadOnlyList<NotRemoved> NotRemoved { get; init; } = [];
}
