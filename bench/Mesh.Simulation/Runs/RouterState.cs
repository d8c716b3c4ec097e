using Mesh.Routing.Load;

namespace Mesh.Simulation.Runs;

/// <summary>What one router knows: its own work exactly, the others' as they told it, and what it learned from answers.</summary>
public sealed class RouterState(int engines, double tokensASecond, PrefixIndex index)
{
    private const double Smoothing = 0.02;

    /// <summary>Its own work.</summary>
    public Figures Own { get; } = new(engines);

    /// <summary>What it told of it last.</summary>
    public Figures Told { get; } = new(engines);

    /// <summary>Where it has sent which prompts.</summary>
    public PrefixIndex Index { get; } = index;

    /// <summary>How fast each engine reads.</summary>
    public PrefillRate[] Rates { get; } = [.. Enumerable.Range(0, engines).Select(_ => new PrefillRate(tokensASecond))];

    /// <summary>Answer tokens of a request in the mean.</summary>
    public double AnswerTokens { get; private set; } = 300;

    /// <summary>An answer has ended.</summary>
    public void Answered(int tokens) => AnswerTokens += Smoothing * (tokens - AnswerTokens);
}
