using Mesh.Routing.Load;
using Mesh.Simulation.Engines;
using Mesh.Simulation.Policies;

namespace Mesh.Simulation.Runs;

/// <summary>What is simulated.</summary>
public sealed record SimulationOptions
{
    /// <summary>The engines.</summary>
    public IReadOnlyList<EngineProfile> Engines { get; init; } = [.. Enumerable.Repeat(EngineProfile.Large, 8)];

    /// <summary>The rule by which requests are placed.</summary>
    public required Policy Policy { get; init; }

    /// <summary>How many routers there are; a request comes to any of them.</summary>
    public int Routers { get; init; } = 1;

    /// <summary>What they know of each other's work.</summary>
    public Sharing Sharing { get; init; } = Sharing.Exact;

    /// <summary>Whether they have one prefix index together.</summary>
    public bool SharedIndex { get; init; }

    /// <summary>Whether a conversation always comes to the same router.</summary>
    public bool Pinned { get; init; }

    /// <summary>Whether a conversation's head tells where it was answered last.</summary>
    public bool Heads { get; init; }

    /// <summary>Blocks of each engine that an index keeps, by what the engine itself keeps.</summary>
    public double IndexSize { get; init; } = 2;

    /// <summary>Seconds between two pollings of the engines' gauges.</summary>
    public double GaugeSeconds { get; init; } = 0.05;

    /// <summary>Engines that turn slower: when, which, how many times.</summary>
    public IReadOnlyList<(double At, int Engine, double Times)> Slowdowns { get; init; } = [];

    /// <summary>Begins all draws.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether requests wait in front of saturated engines, by the silos' rules; else all go out at once.</summary>
    public LoadTuning? Admission { get; init; }

    /// <summary>Most requests that wait in front.</summary>
    public int MostWaiting { get; init; } = 256;

    /// <summary>Longest wait in front, in seconds.</summary>
    public double LongestWait { get; init; } = 8;

    /// <summary>Moments, in seconds, at which the engines' backlogs are written down.</summary>
    public IReadOnlyList<double> Looks { get; init; } = [];
}
