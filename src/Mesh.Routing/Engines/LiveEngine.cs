using Mesh.Contracts.Cluster;

namespace Mesh.Routing.Engines;

/// <summary>
/// An engine as this silo knows it now. One object for as long as the engine is known, over reports, revisions and restarts of
/// its worker. The fabric writes, from one thread at a time; decisions read, from any.
/// </summary>
public sealed class LiveEngine
{
    private volatile EngineReport _report;
    private volatile IReadOnlyList<EngineModel> _models;
    private volatile bool _lost;
    private volatile bool _suspect;
    private int _returns;

    /// <summary>As it was first heard of.</summary>
    public LiveEngine(EngineReport report) => (_report, _models) = (report, report.Models);

    /// <summary>The node's name.</summary>
    public string Node => _report.Node;

    /// <summary>Its name there.</summary>
    public string Name => _report.Engine;

    /// <summary>What its worker told last.</summary>
    public EngineReport Report => _report;

    /// <summary>What it serves, or served when that was last known: an engine that is gone keeps its endpoints for a while.</summary>
    public IReadOnlyList<EngineModel> Models => _models;

    /// <summary>Its own address, on the silo of its node; null elsewhere.</summary>
    public Uri? Address { get; set; }

    /// <summary>How far it is, the loss of its node included.</summary>
    public EngineState State => _lost ? EngineState.Gone : _report.State;

    /// <summary>Why, in words for operators; null when there is nothing to say.</summary>
    public string? Reason => _lost ? "its node is not heard of" : _report.Reason;

    /// <summary>Whether its node has been silent for a moment: it is asked when nobody else is left.</summary>
    public bool IsSuspect
    {
        get => _suspect;
        set => _suspect = value;
    }

    /// <summary>How often it became ready while it was known, and with another process behind it: each time it begins slowly.</summary>
    public int Returns => Volatile.Read(ref _returns);

    /// <summary>Takes a report in; gives whether what is served, and where, is another thing now.</summary>
    public bool Take(EngineReport report)
    {
        var (before, was) = (_report, State);
        var models = report.Models.Count > 0 ? report.Models : _models;
        var other = before.Relay != report.Relay || before.Kind != report.Kind || !models.SequenceEqual(_models);
        (_report, _models, _lost) = (report, models, false);
        if (report.State == EngineState.Ready && (was != EngineState.Ready || before.Epoch != report.Epoch))
        {
            Interlocked.Increment(ref _returns);
        }

        return other;
    }

    /// <summary>Nobody tells of it any more.</summary>
    public void Lose() => _lost = true;
}
