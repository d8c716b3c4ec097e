namespace Mesh.Contracts.Catalog;

/// <summary>How a simulated model behaves.</summary>
[GenerateSerializer, Immutable, Alias("mesh.SimulatedBehavior")]
public sealed record SimulatedBehavior
{
    /// <summary>Seed of its answers: the same seed and prompt give the same answer.</summary>
    [Id(0)] public int Seed { get; init; }

    /// <summary>Time to the first token.</summary>
    [Id(1)] public TimeSpan FirstToken { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Tokens a second after the first; 0 gives them all at once.</summary>
    [Id(2)] public double TokensPerSecond { get; init; } = 100;

    /// <summary>Share of calls that fail, 0 to 1.</summary>
    [Id(3)] public double FailureRate { get; init; }

    /// <summary>Tokens in an answer.</summary>
    [Id(4)] public int AnswerTokens { get; init; } = 40;

    /// <summary>What it always says, in the place of words; null for words.</summary>
    [Id(5)] public string? Answer { get; init; }

    /// <summary>The tool that it calls first, where it is offered, and behind a blank its arguments as JSON; null for none.</summary>
    [Id(6)] public string? Calls { get; init; }
}
