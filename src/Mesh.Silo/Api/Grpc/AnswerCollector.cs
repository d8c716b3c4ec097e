using System.Text;
using Mesh.Contracts.Chat;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Puts the pieces of a unary answer together.</summary>
internal sealed class AnswerCollector
{
    private readonly SortedDictionary<int, (V1.Choice Choice, StringBuilder Text, StringBuilder Reasoning, StringBuilder Refusal)> _choices = [];
    private AnswerIdentified? _identity;

    /// <summary>Takes events in.</summary>
    public void Add(IReadOnlyList<ChatEvent> events)
    {
        foreach (var e in events)
        {
            Add(e);
        }
    }

    /// <summary>The whole answer.</summary>
    public V1.CompleteResponse ToResponse(V1.Outcome outcome)
    {
        var response = new V1.CompleteResponse { Id = _identity?.Id ?? "", UpstreamModel = _identity?.Model ?? "", Outcome = outcome };
        foreach (var (choice, text, reasoning, refusal) in _choices.Values)
        {
            choice.Content = text.ToString();
            choice.Reasoning = reasoning.ToString();
            choice.Refusal = refusal.ToString();
            response.Choices.Add(choice);
        }

        return response;
    }

    private void Add(ChatEvent e)
    {
        switch (e)
        {
            case AnswerIdentified identity:
                _identity ??= identity;
                break;
            case TextDelta t:
                At(t.Choice).Text.Append(t.Text);
                break;
            case ReasoningDelta r:
                At(r.Choice).Reasoning.Append(r.Text);
                break;
            case RefusalDelta r:
                At(r.Choice).Refusal.Append(r.Text);
                break;
            case LogprobsDelta l:
                At(l.Choice).Choice.LogprobsJson = l.Json;
                break;
            case ChoiceFinished f:
                At(f.Choice).Choice.FinishReason = f.Reason;
                break;
            case ToolCallDelta c:
                AddCall(At(c.Choice).Choice, c);
                break;
        }
    }

    private static void AddCall(V1.Choice choice, ToolCallDelta piece)
    {
        while (choice.ToolCalls.Count <= piece.Call)
        {
            choice.ToolCalls.Add(new V1.ToolCall());
        }

        var call = choice.ToolCalls[piece.Call];
        call.Id = piece.Id ?? call.Id;
        call.Name = piece.Name ?? call.Name;
        call.ArgumentsJson += piece.Arguments;
    }

    private (V1.Choice Choice, StringBuilder Text, StringBuilder Reasoning, StringBuilder Refusal) At(int index)
    {
        if (!_choices.TryGetValue(index, out var found))
        {
            _choices[index] = found = (new V1.Choice { Index = index }, new(), new(), new());
        }

        return found;
    }
}
