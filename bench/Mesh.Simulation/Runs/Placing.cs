using Mesh.Simulation.Traces;

namespace Mesh.Simulation.Runs;

/// <summary>All that a policy may look at when it places a request: only what its router can know.</summary>
public sealed class Placing(int engines)
{
    /// <summary>How many engines there are.</summary>
    public int Engines { get; } = engines;

    /// <summary>The request; a policy must not look at its answer.</summary>
    public required TraceRequest Request { get; set; }

    /// <summary>The router.</summary>
    public required RouterState Router { get; set; }

    /// <summary>Blocks of the prompt that each engine is taken to have.</summary>
    public int[] Matched { get; } = new int[engines];

    /// <summary>Prompt tokens that each engine is taken to have.</summary>
    public double[] Cached { get; } = new double[engines];

    /// <summary>Work at each engine as the router knows it.</summary>
    public Figures Load { get; } = new(engines);

    /// <summary>Requests that wait in each engine, as polled.</summary>
    public int[] Waiting { get; } = new int[engines];

    /// <summary>Share of each engine's cache in use, as polled.</summary>
    public double[] CacheUse { get; } = new double[engines];

    /// <summary>Tokens of each engine's cache for work under way.</summary>
    public double[] CacheTokens { get; } = new double[engines];

    /// <summary>Whether an engine takes the request at all.</summary>
    public bool[] Open { get; } = new bool[engines];

    /// <summary>Draws.</summary>
    public required Random Random { get; set; }

    /// <summary>Requests placed before by anybody.</summary>
    public int Number { get; set; }

    /// <summary>Share of the prompt that an engine is taken to have.</summary>
    public double Share(int engine) => Cached[engine] / Math.Max(1, Request.Prompt);
}
