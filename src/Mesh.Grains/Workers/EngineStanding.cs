using Mesh.Contracts.Cluster;

namespace Mesh.Grains.Workers;

/// <summary>How far an engine is, by what was heard of it. Pure: it asks nothing and knows no clock. Not thread-safe.</summary>
internal sealed class EngineStanding
{
    /// <summary>Looks in a row without an answer after which an engine counts as gone; a process that is not there does so at once.</summary>
    public const int MostSilences = 3;

    private EngineHealth? _health;
    private string? _gone;
    private int _silences;
    private bool _measuring;

    /// <summary>What it is and serves; null as long as nothing was ever found.</summary>
    public EngineFacts? Facts { get; private set; }

    /// <summary>Whether its process has ended, so that the next answer is another one's.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether the process has served since it came.</summary>
    public bool HasServed { get; private set; }

    /// <summary>Whether it does not answer.</summary>
    public bool IsGone => _gone is not null;

    /// <summary>How far it is and why.</summary>
    public (EngineState State, string? Reason) Now =>
        _gone is not null ? (EngineState.Gone, _gone)
        : Facts is null or { Models: [], IsLoading: false, Hindrance: null } ? (EngineState.Joining, "lists no model")
        : Facts.Hindrance is not null ? (EngineState.Joining, Facts.Hindrance)
        : Facts.IsLoading || _health is { IsLoading: true } ? (EngineState.Warming, EngineHealth.Loading.Reason)
        : _health is { IsWell: false } ? (EngineState.Gone, _health.Reason)
        : _health is null ? (EngineState.Warming, "has just come")
        : _measuring && !HasServed ? (EngineState.Warming, "its speed is measured")
        : (EngineState.Ready, null);

    /// <summary>It told what it is.</summary>
    public void Learned(EngineFacts facts)
    {
        // While it loads it lists nothing, and its endpoints must not vanish meanwhile.
        Facts = (facts.IsLoading && facts.Models.Count == 0 && Facts is not null ? facts with { Models = Facts.Models } : facts).After(Facts);
        (_gone, HasEnded, _silences) = (null, false, 0);
    }

    /// <summary>It told how it is.</summary>
    public void Felt(EngineHealth health) => (_health, _silences) = (health, 0);

    /// <summary>It did not answer.</summary>
    public void Failed(EngineFault fault, string words)
    {
        if (Facts is null || IsGone)
        {
            HasEnded |= IsGone && fault == EngineFault.Refused;
        }
        else if (fault == EngineFault.Refused)
        {
            End(words);
        }
        else if (++_silences >= MostSilences)
        {
            _gone = words;
        }
    }

    /// <summary>Its process has ended.</summary>
    public void End(string words)
    {
        Renew();
        (_gone, HasEnded) = (words, true);
    }

    /// <summary>Another process is there in its place.</summary>
    public void Renew() => (_health, _silences, HasServed) = (null, 0, false);

    /// <summary>Its speed is being measured, or no longer.</summary>
    public void Measuring(bool measuring) => _measuring = measuring;

    /// <summary>Its state was told to the others.</summary>
    public void Told() => HasServed |= Now.State == EngineState.Ready;
}
