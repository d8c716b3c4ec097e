namespace Mesh.Simulation.Engines;

/// <summary>What an engine's step costs: <c>base + prompt tokens / rate + context tokens x context + streams x stream</c>.</summary>
/// <param name="Name">The model and its hardware.</param>
/// <param name="StepSeconds">What every step costs.</param>
/// <param name="TokensASecond">Prompt tokens a second.</param>
/// <param name="ContextSeconds">For each token of the contexts of all answers under way.</param>
/// <param name="StreamSeconds">For each answer under way.</param>
/// <param name="WorkTokens">Tokens of cache for work under way.</param>
/// <param name="MostStreams">Answers under way at once.</param>
/// <param name="CachedBlocks">Blocks of prompts that are kept, those in the host's memory included.</param>
public sealed record EngineProfile(string Name, double StepSeconds, double TokensASecond, double ContextSeconds, double StreamSeconds, int WorkTokens, int MostStreams, int CachedBlocks)
{
    /// <summary>Tokens that a step takes at most.</summary>
    public const int StepTokens = 8192;

    /// <summary>A model of 32 billion parameters on two H100; the one profile whose rate rests on a published calibration.</summary>
    public static EngineProfile Large { get; } = new("32B, 2 H100", 0.016, 20_480, 65e-9, 50e-6, 600 * 512, 256, 4000);

    /// <summary>8 billion parameters on an H100.</summary>
    public static EngineProfile Small { get; } = new("8B, H100", 0.008, 35_000, 40e-9, 40e-6, 400_000, 256, 4000);

    /// <summary>70 billion parameters on eight H100.</summary>
    public static EngineProfile Huge { get; } = new("70B, 8 H100", 0.022, 10_000, 60e-9, 60e-6, 600_000, 256, 6000);

    /// <summary>8 billion parameters on an L40S.</summary>
    public static EngineProfile Slow { get; } = new("8B, L40S", 0.03, 8_000, 120e-9, 80e-6, 150_000, 64, 1500);
}
