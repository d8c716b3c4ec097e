using Mesh.Contracts.Routing;
using Mesh.Routing.Quality;

namespace Mesh.Grains.Quality;

/// <summary>Counts outcomes, each decision's once, and writes them down some seconds later: those of the last seconds before a crash are lost, and no more than that.</summary>
internal sealed class QualityGrain([PersistentState("quality")] IPersistentState<QualityLog> log, TimeProvider time) : Grain, IQualityGrain
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);
    private readonly OutcomeBook _book = new(time);
    private readonly CountedDecisions _counted = new();
    private long _version;
    private long _written;
    private bool _stale;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _book.Open(log.State.Cells, log.State.IsShared);

        // Another activation's numbers were other moments.
        _version = _written = time.GetUtcNow().UtcTicks;
        this.RegisterGrainTimer(WriteAsync, new GrainTimerCreationOptions(s_pause, s_pause) { Interleave = false });
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => WriteAsync(cancellationToken);

    public Task<QualityCell?> RecordAsync(string decision, string task, string model, double reward, string tenant, bool hasOthers)
    {
        if (!_counted.Add(decision))
        {
            return Task.FromResult(_book.Find(task, model));
        }

        var counted = _book.Record(task, model, reward, tenant, hasOthers);
        _version += counted is null ? 0 : 1;
        return Task.FromResult(counted);
    }

    public Task<QualityReport?> ReadAsync(long known) => Task.FromResult(known == _version ? null : new QualityReport(_version, _book.Cells));

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (_written == _version)
        {
            return;
        }

        if (_stale)
        {
            // After a failed write nobody knows what is stored, and its version is needed to write over it. What counts is in memory.
            await log.ReadStateAsync(cancellationToken);
            _stale = false;
        }

        var version = _version;
        log.State = new QualityLog { Cells = [.. _book.Shares], IsShared = _book.IsShared };
        _stale = true;
        await log.WriteStateAsync(cancellationToken);
        (_stale, _written) = (false, version);
    }
}
