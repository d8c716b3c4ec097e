using Mesh.Contracts.Cluster;
using Mesh.Grains.Workers.Gauges;
using Mesh.Grains.Workers.Kinds;
using Mesh.Grains.Workers.Measuring;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Workers;

/// <summary>
/// One place of the node, looked at again and again: which engine is there, how far it is, how loaded it is. Looked at by one
/// caller at a time; what came of it is read by any.
/// </summary>
internal sealed partial class WatchedEngine
{
    /// <summary>Pause between two readings of its gauges: ten a second.</summary>
    public static readonly TimeSpan GaugePause = TimeSpan.FromMilliseconds(100);

    /// <summary>Pause between two questions how it is.</summary>
    public static readonly TimeSpan HealthPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Pause between two readings of what it is while it is ready; the longest one between two looks at a place where something else answers, or nothing comes.</summary>
    public static readonly TimeSpan FactsPause = TimeSpan.FromSeconds(10);

    /// <summary>Pause between two readings of what it is while it is not ready, and between two looks at a place where nobody listens.</summary>
    public static readonly TimeSpan JoiningPause = TimeSpan.FromSeconds(1);

    private readonly EngineAddress _address;
    private readonly EngineConnection _connection;
    private readonly IReadOnlyList<EngineKind> _kinds;
    private readonly WorkerNode _node;
    private readonly EngineSpeed _speed;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EngineStanding _standing = new();
    private readonly EngineEpoch _epoch;
    private readonly QueueForecast _forecast;
    private (long Facts, long Health, long Gauges) _next;
    private EngineKind? _kind;
    private GaugeReading? _gauges;
    private int _mute;
    private int _fruitless;
    private volatile EngineLook? _last;

    /// <summary>Watches a place at which nobody has looked yet.</summary>
    public WatchedEngine(EngineAddress address, EngineConnection connection, IReadOnlyList<EngineKind> kinds, WorkerNode node, EngineSpeed speed, TimeProvider time, ILogger<WatchedEngine> logger)
    {
        (_address, _connection, _kinds, _node, _speed, _time, _logger) = (address, connection, kinds, node, speed, time, logger);
        (_epoch, _forecast) = (new EngineEpoch(time), new QueueForecast(time));
        var now = time.GetTimestamp();
        _next = (now, now, now);
    }

    /// <summary>Its root, without <c>/v1</c>.</summary>
    public Uri Root => _address.Root;

    /// <summary>The engine's name on its node; null as long as none was ever found here.</summary>
    public string? Name => _last?.Report.Engine;

    /// <summary>What the last look gave; null as long as no engine was ever found here.</summary>
    public EngineLook? Last => _last is { } last ? last with { Report = Live(last.Report) } : null;

    /// <summary>Looks at whatever is due.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (IsDue(_next.Facts))
            {
                await LearnAsync(cancellationToken);
            }

            if (_kind is { } kind && !_standing.IsGone)
            {
                await FeelAsync(kind, cancellationToken);
                await ReadGaugesAsync(kind, cancellationToken);
                await MeasureAsync(kind, cancellationToken);
            }
        }
        catch (EngineException e)
        {
            _standing.Failed(e.Fault, e.Message);
            if (_standing.IsGone || _standing.Facts is null)
            {
                // Nobody listening costs nothing to see; something that listens and is silent costs the look a second.
                _next.Facts = In(_standing.IsGone || e.Fault == EngineFault.Refused ? JoiningPause : Growing(_fruitless++));
                _gauges = null;
            }
        }

        if (_kind is not null)
        {
            Tell(_kind);
        }
    }

    private async Task LearnAsync(CancellationToken cancellationToken)
    {
        foreach (var kind in _kind is null ? _kinds : [_kind, .. _kinds.Where(k => k != _kind)])
        {
            if (await kind.ReadAsync(_connection, cancellationToken) is { } facts)
            {
                if (kind != _kind || _standing.HasEnded || IsAnotherVersion(facts))
                {
                    Renew();
                    _epoch.Renew();
                }

                (_kind, _fruitless) = (kind, 0);
                _standing.Learned(facts);
                _next.Facts = In(_standing.Now.State == EngineState.Ready ? FactsPause : JoiningPause);
                return;
            }
        }

        _next.Facts = In(Growing(_fruitless++));
        if (_kind is not null)
        {
            _standing.End("something that is no engine answers in its place");
        }
    }

    private bool IsAnotherVersion(EngineFacts facts) => facts.Version is { } now && _standing.Facts?.Version is { } former && now != former;

    private async Task FeelAsync(EngineKind kind, CancellationToken cancellationToken)
    {
        if (IsDue(_next.Health))
        {
            _next.Health = In(HealthPause);
            _standing.Felt(await kind.HealthAsync(_connection, cancellationToken));
        }
    }

    private async Task ReadGaugesAsync(EngineKind kind, CancellationToken cancellationToken)
    {
        if (kind.Gauges.Count == 0 || !IsDue(_next.Gauges))
        {
            return;
        }

        try
        {
            _gauges = await kind.GaugesAsync(_connection, cancellationToken);
            (_mute, _next.Gauges) = (0, In(_gauges is null ? FactsPause : TimeSpan.Zero));
        }
        catch (EngineException e) when (e.Fault != EngineFault.Refused)
        {
            // It is not gone for that: how it is says its health. A page that costs a second each time is asked for more and more seldom.
            (_gauges, _next.Gauges) = (null, In(Growing(_mute++)));
        }

        if (_gauges is not null)
        {
            if (_epoch.IsAnother(_gauges))
            {
                Renew();
            }

            _forecast.Observe(_gauges[GaugeMeaning.PromptTokens], _gauges[GaugeMeaning.Finished]);
        }
    }

    // Another process: nothing that was known of the former one holds.
    private void Renew()
    {
        _standing.Renew();
        _speed.Renew();
        var now = _time.GetTimestamp();
        _next = (now, now, now);
    }

    private async Task MeasureAsync(EngineKind kind, CancellationToken cancellationToken)
    {
        if (_standing.Now.State != EngineState.Ready || _standing.Facts is not { Measurable: { } model } facts || !IsIdle(kind, _gauges, mostRunning: 0)
            || !_speed.Wants(new MeasuredStack(kind.Preset, facts.Version, model.Name, _node.Accelerator)))
        {
            return;
        }

        _standing.Measuring(true);
        try
        {
            Tell(kind);
            await _speed.MeasureAsync(_connection, model, token => IsStillIdleAsync(kind, token), cancellationToken);
        }
        finally
        {
            _standing.Measuring(false);
        }
    }

    // Some engines go on to count what has just ended, so that the measure's own request may still be among the running ones.
    private async Task<bool> IsStillIdleAsync(EngineKind kind, CancellationToken cancellationToken) =>
        IsIdle(kind, _gauges is null ? null : await kind.GaugesAsync(_connection, cancellationToken), mostRunning: 1);

    // An engine that shows no gauges is known to be idle only as long as it has not served.
    private bool IsIdle(EngineKind kind, GaugeReading? now, int mostRunning) => _node.InFlight(NameOf(kind)) == 0
        && (now is null ? !_standing.HasServed : !(now[GaugeMeaning.Running] > mostRunning) && !(now[GaugeMeaning.Waiting] > 0));

    private void Tell(EngineKind kind)
    {
        var (state, reason) = _standing.Now;
        var former = _last?.Report;
        if (state != former?.State || reason != former.Reason)
        {
            LogState(NameOf(kind), _address.Root, state, reason ?? "it serves");
        }

        _last = new EngineLook(Report(kind, state, reason), _forecast.Seconds(_gauges?[GaugeMeaning.Waiting], _speed.Current?.PrefillTokensPerSecond), Missing(kind));
        _standing.Told();
    }

    private EngineReport Report(EngineKind kind, EngineState state, string? reason)
    {
        var facts = _standing.Facts!;
        var cacheTokens = facts.CacheTokens ?? (long?)_gauges?[GaugeMeaning.CacheTokens];
        var cacheUse = _gauges?[GaugeMeaning.CacheUse] ?? _gauges?[GaugeMeaning.CacheTokensUsed] / cacheTokens;
        return new EngineReport
        {
            Node = _node.Name,
            Engine = NameOf(kind),
            Kind = kind.Preset,
            Epoch = _epoch.Value,
            State = state,
            Reason = reason,
            Models = facts.Models,
            Relay = _node.Relay,
            Concurrency = facts.Concurrency,
            CacheTokens = cacheTokens,
            Waiting = (int?)_gauges?[GaugeMeaning.Waiting],
            Running = (int?)_gauges?[GaugeMeaning.Running],

            // Finer steps would make a new row of every reading.
            CacheUse = cacheUse is { } use ? Math.Round(Math.Min(1, use), 3) : null,
            PrefillTokensPerSecond = _speed.Current?.PrefillTokensPerSecond,
            TokenSeconds = _speed.Current?.TokenSeconds,
            Accelerator = _node.Accelerator,
        };
    }

    // What changes between two looks.
    private EngineReport Live(EngineReport report) => report with
    {
        InFlight = _node.InFlight(report.Engine),
        State = _node.IsDraining && report.State != EngineState.Gone ? EngineState.Draining : report.State,
        Reason = _node.IsDraining && report.State != EngineState.Gone ? "its worker is about to leave" : report.Reason,
    };

    private IReadOnlyList<GaugeMeaning> Missing(EngineKind kind) => _standing.IsGone ? [] : [.. kind.Gauges.Where(m => _gauges?[m] is null)];

    private string NameOf(EngineKind kind) => $"{kind.Preset ?? "engine"}-{_address.Place}";

    // 1, 2, 4, 8, 10 s: what has just come is not overlooked for long, and what never speaks costs little.
    private static TimeSpan Growing(int failures) => TimeSpan.FromSeconds(Math.Min(1 << Math.Min(failures, 4), FactsPause.TotalSeconds));

    private bool IsDue(long at) => _time.GetTimestamp() >= at;

    private long In(TimeSpan pause) => _time.GetTimestamp() + (long)(pause.TotalSeconds * _time.TimestampFrequency);

    [LoggerMessage(1, LogLevel.Information, "Engine {Engine} at {Root} is {State}: {Reason}")]
    private partial void LogState(string engine, Uri root, EngineState state, string reason);
}
