using Mesh.Contracts.Cluster;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Fabric;

/// <summary>
/// Tells the other silos ten times a second what changed here, and keeps what they tell. Nobody asks anybody but at start, or for
/// the whole of a silo of which only changes are known.
/// </summary>
internal sealed partial class StatisticsFabric : GrainService, IStatisticsFabric
{
    // A silo that hangs must not keep the others' rows away.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<SiloAddress> _asked = [];
    private readonly FabricTable _table;
    private readonly FabricEffects _effects;
    private readonly FabricClient _fabrics;
    private readonly OwnRows _rows;
    private readonly FabricOutbox _outbox;
    private readonly IClusterMembershipService _membership;
    private readonly SiloAddress _self;
    private readonly TimeProvider _time;
    private readonly Func<double> _draw;
    private readonly ILogger _logger;
    private Task _telling = Task.CompletedTask;
    private Task _following = Task.CompletedTask;

    public StatisticsFabric(
        GrainId id, Silo silo, ILoggerFactory loggers, FabricTable table, FabricEffects effects, FabricClient fabrics, OwnRows rows, IClusterMembershipService membership, ILocalSiloDetails details, TimeProvider time, Func<double> draw)
        : base(id, silo, loggers)
    {
        (_table, _effects, _fabrics, _rows, _membership, _self, _time, _draw) = (table, effects, fabrics, rows, membership, details.SiloAddress, time, draw);
        _outbox = new FabricOutbox(rows.Silo, time);
        _logger = loggers.CreateLogger<StatisticsFabric>();
    }

    private IEnumerable<SiloAddress> Others =>
        _membership.CurrentSnapshot.Members.Values.Where(m => m.Status == SiloStatus.Active && !m.SiloAddress.Equals(_self)).Select(m => m.SiloAddress);

    public override async Task Start()
    {
        await base.Start();
        await Task.WhenAll(Others.Select(PullAsync));
        _telling = TellAsync();
        _following = FollowAsync();
    }

    public override async Task Stop()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_telling, _following).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await base.Stop();
    }

    public Task PushAsync(FabricBatch batch)
    {
        var silo = SiloAddress.FromParsableString(batch.Silo);
        if (IsDead(silo))
        {
            return Task.CompletedTask;
        }

        _effects.Apply(batch.Authorities);
        return _table.Take(batch, silo.Generation) ? PullAsync(silo) : Task.CompletedTask;
    }

    public Task<FabricBatch> PullAsync() => Task.FromResult(_outbox.Whole(_rows.Read()));

    // All of this runs on the grain service's own scheduler, one piece at a time.
    private async Task TellAsync()
    {
        var pause = FabricPace.Shortest * _draw();
        while (!_stopping.IsCancellationRequested)
        {
            await Task.Delay(pause, _time, _stopping.Token);
            try
            {
                _effects.Apply(_self.Generation);
                pause = FabricPace.After(PushToAll());
            }
            catch (Exception e)
            {
                // Whatever one row holds must not silence this silo: the others would take it for dead.
                LogNotTold(e);
                pause = FabricPace.Longest;
            }
        }
    }

    // Gives the bytes that were sent, about.
    private int PushToAll()
    {
        var rows = _rows.Read();
        var changes = _outbox.Next(rows);
        FabricBatch? whole = null;
        var bytes = 0;
        foreach (var (place, silo) in Others.Order().Index())
        {
            var batch = _outbox.IsWhole(place) ? whole ??= _outbox.Whole(rows) : changes;
            _fabrics.At(silo).PushAsync(batch).Ignore();
            bytes += FabricCost.Of(batch);
        }

        return bytes;
    }

    private async Task FollowAsync()
    {
        await foreach (var snapshot in _membership.MembershipUpdates.WithCancellation(_stopping.Token))
        {
            foreach (var dead in snapshot.Members.Values.Where(m => m.Status == SiloStatus.Dead))
            {
                _table.Remove(dead.SiloAddress.ToParsableString());
            }
        }
    }

    private async Task PullAsync(SiloAddress silo)
    {
        if (!_asked.Add(silo))
        {
            return;
        }

        try
        {
            var batch = await _fabrics.At(silo).PullAsync().WaitAsync(s_patience, _time, _stopping.Token);
            _effects.Apply(batch.Authorities);
            _table.Take(batch, silo.Generation);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            // Its whole rows come within five seconds all the same.
            LogNotPulled(silo, e);
        }
        finally
        {
            _asked.Remove(silo);
        }
    }

    private bool IsDead(SiloAddress silo) => _membership.CurrentSnapshot.GetSiloStatus(silo) == SiloStatus.Dead;

    [LoggerMessage(1, LogLevel.Error, "What this silo has to tell could not be told; trying again")]
    private partial void LogNotTold(Exception e);

    [LoggerMessage(2, LogLevel.Debug, "The rows of silo {Silo} could not be asked for")]
    private partial void LogNotPulled(SiloAddress silo, Exception e);
}
