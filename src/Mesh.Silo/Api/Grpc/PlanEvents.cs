using System.Threading.Channels;
using Mesh.Contracts.Plans;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Tells the caller of a stream what its plan does. Changes fall together until the last of them is told and taken, so that neither the plan nor its answer waits for a caller who does not read, and nothing is queued.</summary>
internal sealed class PlanEvents(EventWriter writer, TimeProvider time) : IPlanWatch
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(100);
    private readonly Channel<Func<NodeReport>> _changes = Channel.CreateBounded<Func<NodeReport>>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private Task<bool>? _next;
    private long? _told;

    /// <inheritdoc/>
    public void Changed(Func<NodeReport> report) => _changes.Writer.TryWrite(report);

    /// <summary>Tells changes until some work has ended, or for as long as it is given.</summary>
    /// <param name="work">What is waited for; whoever began it is told how it ended.</param>
    /// <param name="within">How long; null for as long as the work takes.</param>
    public async Task TellWhileAsync(Task work, TimeSpan? within = null)
    {
        using var ends = new CancellationTokenSource();
        var over = within is { } limit ? Task.WhenAny(work, Task.Delay(limit, time, ends.Token)) : work;
        try
        {
            while (!over.IsCompleted)
            {
                if (writer.IsBusy)
                {
                    await Task.WhenAny(over, writer.Taken);
                    continue;
                }

                _next ??= _changes.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
                if (await Task.WhenAny(over, _next) == over || !await IsDueAsync(over, ends.Token))
                {
                    return;
                }

                _next = null;
                if (_changes.Reader.TryRead(out var report))
                {
                    _told = time.GetTimestamp();
                    await Task.WhenAny(over, writer.BeginAsync(new V1.StreamResponse { Plan = new V1.PlanProgress { Root = NodeMapping.Report(report()) } }));
                }
            }
        }
        finally
        {
            await ends.CancelAsync();
        }
    }

    // False when the wait is over first.
    private async Task<bool> IsDueAsync(Task over, CancellationToken cancellationToken)
    {
        var left = _told is { } told ? s_between - time.GetElapsedTime(told) : TimeSpan.Zero;
        return left <= TimeSpan.Zero || await Task.WhenAny(over, Task.Delay(left, time, cancellationToken)) != over;
    }
}
