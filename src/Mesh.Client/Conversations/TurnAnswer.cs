using Mesh.Client.Answers;
using Mesh.Client.Errors;
using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Conversations;

/// <summary>A turn's answer on its way: frames in, updates out.</summary>
/// <param name="conversation">The conversation's id.</param>
/// <param name="reasoning">Whether reasoning is wanted.</param>
internal sealed class TurnAnswer(string conversation, bool reasoning)
{
    private readonly StreamedAnswer _answer = new(reasoning, [V1.Signal.Reset, V1.Signal.Splice]);
    private V1.Start _start = new();

    /// <summary>The updates that a frame gives; each holds it as its raw representation.</summary>
    /// <exception cref="MeshClientException">The turn ended without being committed.</exception>
    public IEnumerable<ChatResponseUpdate> Take(V1.TurnFrame frame)
    {
        _start = frame.Start ?? _start;
        IReadOnlyList<ChatResponseUpdate> updates = Map(frame) is { } said ? _answer.Take(said) : [new ChatResponseUpdate { Role = ChatRole.Assistant }];
        foreach (var update in updates)
        {
            update.ConversationId = conversation;
            update.RawRepresentation = frame;
            yield return update;
        }
    }

    private V1.StreamResponse? Map(V1.TurnFrame frame) => frame.EventCase switch
    {
        V1.TurnFrame.EventOneofCase.Start => new V1.StreamResponse { Start = frame.Start },
        V1.TurnFrame.EventOneofCase.Delta => new V1.StreamResponse { Delta = frame.Delta },
        V1.TurnFrame.EventOneofCase.ToolCall => new V1.StreamResponse { ToolCall = frame.ToolCall },
        V1.TurnFrame.EventOneofCase.Reset => new V1.StreamResponse { Reset = frame.Reset },
        V1.TurnFrame.EventOneofCase.Splice => new V1.StreamResponse { Splice = frame.Splice },
        V1.TurnFrame.EventOneofCase.Usage => new V1.StreamResponse { Usage = frame.Usage },
        V1.TurnFrame.EventOneofCase.Over => new V1.StreamResponse { Done = new V1.Done { Outcome = Outcome(frame.Over) } },
        _ => null,
    };

    private V1.Outcome Outcome(V1.Turn turn)
    {
        if (turn.State != V1.TurnState.Committed)
        {
            var error = turn.Error ?? new V1.TurnError { Reason = "turn_not_committed", Message = $"The turn is {turn.State.ToString().ToLowerInvariant()}, and no part of the conversation." };
            throw new MeshClientException(RpcErrors.Code(error.Code) ?? MeshErrorCode.Interrupted, error.Reason, error.Message);
        }

        return new V1.Outcome
        {
            DecisionId = turn.DecisionId,
            Route = _start.Route,
            Model = turn.Model,
            Endpoint = turn.Endpoint,
            Attempts = turn.Attempt,
            Usage = turn.Usage,
            CostUsd = turn.CostUsd,
            Duration = turn is { AcceptedAt: { } from, EndedAt: { } to } ? to - from : null,
        };
    }
}
