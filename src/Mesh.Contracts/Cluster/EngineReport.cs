namespace Mesh.Contracts.Cluster;

/// <summary>
/// An engine as the worker beside it sees it. Absolute values, written by that worker alone; what an engine does not tell is null.
/// </summary>
[GenerateSerializer, Immutable, Alias("mesh.EngineReport")]
public sealed record EngineReport
{
    /// <summary>The node's name.</summary>
    [Id(0)] public required string Node { get; init; }

    /// <summary>The engine's name on its node, such as <c>vllm-8000</c>.</summary>
    [Id(1)] public required string Engine { get; init; }

    /// <summary>What it is, as a provider's preset: vllm, sglang, llama.cpp, ollama, tgi; null for any other that speaks OpenAI's dialect.</summary>
    [Id(2)] public string? Kind { get; init; }

    /// <summary>When its process started, in milliseconds of Unix time, or what stands for that: another value is another process, with an empty cache.</summary>
    [Id(3)] public long Epoch { get; init; }

    /// <summary>How far it is.</summary>
    [Id(4)] public EngineState State { get; init; }

    /// <summary>Why, in words for operators; null when there is nothing to say.</summary>
    [Id(5)] public string? Reason { get; init; }

    /// <summary>What it serves.</summary>
    [Id(6)] public IReadOnlyList<EngineModel> Models { get; init; } = [];

    /// <summary>Root of the worker's relay, such as <c>https://10.0.0.7:8093</c>; null when the worker has none.</summary>
    [Id(7)] public string? Relay { get; init; }

    /// <summary>Requests that it takes at once; null when it does not tell.</summary>
    [Id(8)] public int? Concurrency { get; init; }

    /// <summary>Tokens that its cache holds.</summary>
    [Id(9)] public long? CacheTokens { get; init; }

    /// <summary>Requests that wait in the engine.</summary>
    [Id(10)] public int? Waiting { get; init; }

    /// <summary>Requests that it works on.</summary>
    [Id(11)] public int? Running { get; init; }

    /// <summary>How full its cache is, 0 to 1.</summary>
    [Id(12)] public double? CacheUse { get; init; }

    /// <summary>Prompt tokens a second that it reads, as measured by the worker.</summary>
    [Id(13)] public double? PrefillTokensPerSecond { get; init; }

    /// <summary>Seconds between two tokens of one answer, as measured by the worker.</summary>
    [Id(14)] public double? TokenSeconds { get; init; }

    /// <summary>The accelerators of the node, such as <c>2 x NVIDIA H100 80GB</c>; null when there are none or none is known.</summary>
    [Id(15)] public string? Accelerator { get; init; }

    /// <summary>Requests under way through the worker's relay.</summary>
    [Id(16)] public int InFlight { get; init; }
}
