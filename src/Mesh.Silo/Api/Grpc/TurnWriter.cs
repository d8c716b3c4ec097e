using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Contracts.Conversations;
using Mesh.Grains.Conversations;
using Mesh.Silo.Api.Requests;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Tells one call of a turn: that it waits, that it is accepted, and then its frames.</summary>
internal sealed class TurnWriter : IDisposable
{
    // The turn has a deadline of its own, which its silo holds it to: here only a single write is too slow.
    private static readonly TimeSpan s_noDeadline = TimeSpan.FromDays(1);
    private readonly IServerStreamWriter<V1.TurnFrame> _responses;
    private readonly ServerCallContext _context;
    private readonly bool _understandsProgress;
    private readonly WriteWatch _watch;
    private readonly TimeProvider _time;
    private readonly long _began;

    /// <summary>Begins to watch the call's writes.</summary>
    public TurnWriter(IServerStreamWriter<V1.TurnFrame> responses, ServerCallContext context, IReadOnlyList<V1.Signal> accepts, WriteDeadline writes, TimeProvider time)
    {
        (_responses, _context, _time, _began) = (responses, context, time, time.GetTimestamp());
        _understandsProgress = SignalMapping.Accepted(accepts).Contains(V1.Signal.Progress);
        _watch = writes.Over(context.GetHttpContext(), () => s_noDeadline, () => { });
    }

    private CancellationToken Gone => _context.CancellationToken;

    /// <summary>Writes a sign of life: progress to a caller that understands it, else the headers alone.</summary>
    public async Task SignOfLifeAsync()
    {
        if (_understandsProgress)
        {
            await WriteAsync(new V1.TurnFrame { Progress = new V1.Progress { Elapsed = Duration.FromTimeSpan(_time.GetElapsedTime(_began)) } });
        }
        else if (!_context.GetHttpContext().Response.HasStarted)
        {
            await _context.WriteResponseHeadersAsync([]);
        }
    }

    /// <summary>Writes that a turn is accepted, and its frames to the last.</summary>
    public async Task TellAsync(TurnReader reader)
    {
        await WriteAsync(new V1.TurnFrame
        {
            Position = new V1.TurnPosition { Turn = reader.Turn.Number, Attempt = reader.Turn.Attempt, Seq = reader.From },
            Accepted = new V1.TurnAccepted { TurnId = reader.Turn.Request.TurnId },
        });
        await using var frames = reader.ReadAsync(Gone).GetAsyncEnumerator(Gone);
        while (await SignsOfLife.WaitAsync(frames.MoveNextAsync(), _time, SignOfLifeAsync, Gone))
        {
            if (ConversationMapping.Frame(frames.Current) is { } told)
            {
                await WriteAsync(told);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _watch.Dispose();

    private ValueTask WriteAsync(V1.TurnFrame frame) => _watch.WatchAsync(_responses.WriteAsync(frame, Gone));
}
