using Grpc.Core;
using Mesh.Contracts.Chat;
using Mesh.Silo.Api.Requests;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Writes events with their positions.</summary>
internal sealed class EventWriter(IServerStreamWriter<V1.StreamResponse> responses, CancellationToken cancellationToken)
{
    private int _attempt = 1;
    private long _seq;

    /// <summary>Watches the writes, once there is an answer.</summary>
    public WriteWatch? Watch { get; set; }

    /// <summary>The attempt has failed; positions count from 0 again in the next.</summary>
    public void NextAttempt() => (_attempt, _seq) = (_attempt + 1, 0);

    /// <summary>Writes one event.</summary>
    public ValueTask WriteAsync(V1.StreamResponse response)
    {
        response.Position = new V1.Position { Attempt = _attempt, Seq = _seq++ };
        var write = responses.WriteAsync(response, cancellationToken);
        return Watch is { } watch ? watch.WatchAsync(write) : new ValueTask(write);
    }

    /// <summary>Writes what a frame said; the upstream's own names are in the start and end.</summary>
    public ValueTask WriteAsync(ChatEvent e) => Map(e) is { } response ? WriteAsync(response) : ValueTask.CompletedTask;

    private static V1.StreamResponse? Map(ChatEvent e) => e switch
    {
        TextDelta t => new V1.StreamResponse { Delta = new V1.Delta { Choice = t.Choice, Content = t.Text } },
        ReasoningDelta r => new V1.StreamResponse { Delta = new V1.Delta { Choice = r.Choice, Reasoning = r.Text } },
        RefusalDelta r => new V1.StreamResponse { Delta = new V1.Delta { Choice = r.Choice, Refusal = r.Text } },
        LogprobsDelta l => new V1.StreamResponse { Delta = new V1.Delta { Choice = l.Choice, LogprobsJson = l.Json } },
        ChoiceFinished f => new V1.StreamResponse { Delta = new V1.Delta { Choice = f.Choice, FinishReason = f.Reason } },
        ToolCallDelta c => new V1.StreamResponse { ToolCall = new V1.ToolCallDelta { Choice = c.Choice, Call = c.Call, Id = c.Id ?? "", Name = c.Name ?? "", Arguments = c.Arguments } },
        UsageReported u => new V1.StreamResponse { Usage = OutcomeMapping.Usage(u.Usage) },
        _ => null,
    };
}
