namespace Mesh.Contracts.Routing;

/// <summary>How well a model answered a prompt, of which hashes and signals are kept and no text; nor is it told whose it was.</summary>
[GenerateSerializer, Immutable, Alias("mesh.RecordedOutcome")]
public sealed record RecordedOutcome
{
    /// <summary>When it was said.</summary>
    [Id(0)] public required DateTimeOffset At { get; init; }

    /// <summary>The model that answered.</summary>
    [Id(1)] public required string Model { get; init; }

    /// <summary>How well, 0 to 1.</summary>
    [Id(2)] public required double Quality { get; init; }

    /// <summary>The class of task.</summary>
    [Id(3)] public required string Task { get; init; }

    /// <summary>What the answer cost in USD; null where it had not ended when it was judged.</summary>
    [Id(4)] public decimal? CostUsd { get; init; }

    /// <summary>How long the answer took; null where it had not ended when it was judged.</summary>
    [Id(5)] public double? Seconds { get; init; }

    /// <summary>The prompt's hashes and signals, packed.</summary>
    [Id(6)] public required byte[] Prompt { get; init; }

    /// <summary>The walk of the cascade whose answer it was; null where a model was asked by itself. Routers are not learned from these: which model answered hung on the answers.</summary>
    [Id(7)] public RecordedCascade? Cascade { get; init; }
}
