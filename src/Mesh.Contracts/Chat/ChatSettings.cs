namespace Mesh.Contracts.Chat;

/// <summary>Sampling and limits of a chat; null leaves the model's default.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ChatSettings")]
public sealed record ChatSettings
{
    /// <summary>Sampling temperature.</summary>
    [Id(0)] public double? Temperature { get; init; }

    /// <summary>Nucleus sampling share.</summary>
    [Id(1)] public double? TopP { get; init; }

    /// <summary>Longest answer in tokens.</summary>
    [Id(2)] public int? MaxOutputTokens { get; init; }

    /// <summary>Texts that end the answer.</summary>
    [Id(3)] public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Seed for repeatable sampling, where the model has it.</summary>
    [Id(4)] public long? Seed { get; init; }

    /// <summary>Penalty on frequent tokens.</summary>
    [Id(5)] public double? FrequencyPenalty { get; init; }

    /// <summary>Penalty on tokens already present.</summary>
    [Id(6)] public double? PresencePenalty { get; init; }

    /// <summary>Whether token log-probabilities are wanted.</summary>
    [Id(7)] public bool? Logprobs { get; init; }

    /// <summary>How many alternatives a token is wanted with.</summary>
    [Id(8)] public int? TopLogprobs { get; init; }

    /// <summary>How many answers are wanted.</summary>
    [Id(9)] public int? Choices { get; init; }

    /// <summary>How hard a reasoning model thinks, in the vendor's words.</summary>
    [Id(10)] public string? ReasoningEffort { get; init; }

    /// <summary>Whether several tools may be called at once.</summary>
    [Id(11)] public bool? ParallelToolCalls { get; init; }

    /// <summary>The caller's own name for its user.</summary>
    [Id(12)] public string? User { get; init; }
}
