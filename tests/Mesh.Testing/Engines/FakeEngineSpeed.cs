namespace Mesh.Testing.Engines;

/// <summary>
/// How fast a fake engine is, by a plain model of a step: reading a prompt of p tokens that are not cached takes <c>step + p / rate</c>,
/// one prompt after the other, and each answer token <c>step + n x stream</c> with n answers under way.
/// </summary>
public sealed record FakeEngineSpeed
{
    /// <summary>As fast as a model of 8B on a large accelerator.</summary>
    public static FakeEngineSpeed Large { get; } = new();

    /// <summary>Prompt tokens read in a second.</summary>
    public double PrefillTokensPerSecond { get; init; } = 20_000;

    /// <summary>Time of a step.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromMilliseconds(8);

    /// <summary>What each further answer adds to a step.</summary>
    public TimeSpan Stream { get; init; } = TimeSpan.FromMicroseconds(40);

    /// <summary>Most answers at once; others wait.</summary>
    public int Slots { get; init; } = 256;

    /// <summary>Tokens that the cache holds.</summary>
    public int CacheTokens { get; init; } = 400_000;

    /// <summary>Most tokens of prompt and answer together.</summary>
    public int ContextTokens { get; init; } = 32_768;
}
