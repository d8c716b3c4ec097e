using Mesh.Contracts.Routing;
using Mesh.Routing.Quality;

namespace Mesh.Grains.Quality;

/// <summary>Counts outcomes, and writes them down some seconds later: those of the last seconds before a crash are lost, and no more than that.</summary>
internal sealed class QualityGrain([PersistentState("quality")] IPersistentState<QualityLog> log, TimeProvider time) : Grain, IQualityGrain
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);
    private readonly CapabilityMatrix _matrix = new(time);
    private long _version;
    private long _written;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _matrix.Adopt(log.State.Cells);

        // Another activation's numbers were other moments.
        _version = _written = time.GetUtcNow().UtcTicks;
        this.RegisterGrainTimer(WriteAsync, new GrainTimerCreationOptions(s_pause, s_pause) { Interleave = false });
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => WriteAsync(cancellationToken);

    public Task<bool> RecordAsync(string task, string model, double reward)
    {
        var counted = _matrix.Record(task, model, reward);
        _version += counted ? 1 : 0;
        return Task.FromResult(counted);
    }

    public Task<QualityReport?> ReadAsync(long known) => Task.FromResult(known == _version ? null : new QualityReport(_version, _matrix.Cells));

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (_written == _version)
        {
            return;
        }

        var version = _version;
        log.State = new QualityLog { Cells = [.. _matrix.Cells] };
        await log.WriteStateAsync(cancellationToken);
        _written = version;
    }
}
