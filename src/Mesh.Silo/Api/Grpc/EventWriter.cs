using Grpc.Core;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Silo.Api.Requests;
using Mesh.Strategies.Failover;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Writes events with their positions.</summary>
internal sealed class EventWriter(IServerStreamWriter<V1.StreamResponse> responses, CancellationToken cancellationToken)
{
    private int _attempt = 1;
    private long _seq;
    private Task? _unwaited;

    /// <summary>Watches the writes, once there is an answer.</summary>
    public WriteWatch? Watch { get; set; }

    /// <summary>Whether a write that nobody waits for is not taken yet.</summary>
    public bool IsBusy => !Taken.IsCompleted;

    /// <summary>Ends once it is, or has failed.</summary>
    public Task Taken => _unwaited ?? Task.CompletedTask;

    /// <summary>Characters of text that were written since the answer was last begun, in UTF-16 units.</summary>
    public long Characters { get; private set; }

    /// <summary>The attempt has failed; positions count from 0 again in the next.</summary>
    public void NextAttempt() => (_attempt, _seq) = (_attempt + 1, 0);

    /// <summary>Tells that another endpoint took over an answer that had begun, at the first position of its own attempt.</summary>
    /// <param name="frame">What happened.</param>
    /// <param name="start">The beginning of the new attempt; follows a reset.</param>
    public async Task WriteAsync(TakeOverFrame frame, V1.Start start)
    {
        (_attempt, _seq) = (frame.Attempt, 0);
        if (frame.Kind == OnInterruption.Continue)
        {
            await WriteAsync(new V1.StreamResponse { Splice = new V1.Splice { Endpoint = frame.To, FromEndpoint = frame.From, Reason = frame.Reason, Offset = frame.Characters } });
            return;
        }

        Characters = 0;
        await WriteAsync(new V1.StreamResponse { Reset = new V1.Reset { FromEndpoint = frame.From, Reason = frame.Reason } });
        await WriteAsync(new V1.StreamResponse { Start = start });
    }

    /// <summary>Writes one event, once what was begun before is taken.</summary>
    public ValueTask WriteAsync(V1.StreamResponse response) => _unwaited is null ? Watched(Begin(response)) : AfterAsync(_unwaited, response);

    /// <summary>Begins to write an event for which the answer must not wait; what is written next waits for it. Not while <see cref="IsBusy"/>.</summary>
    public Task BeginAsync(V1.StreamResponse response) => _unwaited = Begin(response);

    /// <summary>Writes what a frame said; the upstream's own names are in the start and end.</summary>
    public ValueTask WriteAsync(ChatEvent e)
    {
        Characters += e is TextDelta text ? text.Text.Length : 0;
        return Map(e) is { } response ? WriteAsync(response) : ValueTask.CompletedTask;
    }

    private Task Begin(V1.StreamResponse response)
    {
        response.Position = new V1.Position { Attempt = _attempt, Seq = _seq++ };
        return responses.WriteAsync(response, cancellationToken);
    }

    private async ValueTask AfterAsync(Task before, V1.StreamResponse response)
    {
        await Watched(before);
        _unwaited = null;
        await Watched(Begin(response));
    }

    private ValueTask Watched(Task write) => Watch is { } watch ? watch.WatchAsync(write) : new ValueTask(write);

    private static V1.StreamResponse? Map(ChatEvent e) => e switch
    {
        ToolCallDelta c => new V1.StreamResponse { ToolCall = ContentMapping.Call(c) },
        ReviewPending r => new V1.StreamResponse { Review = OutcomeMapping.Handle(r.Handle) },
        UsageReported u => new V1.StreamResponse { Usage = OutcomeMapping.Usage(u.Usage) },
        _ => ContentMapping.Delta(e) is { } delta ? new V1.StreamResponse { Delta = delta } : null,
    };
}
