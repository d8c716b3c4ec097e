using Mesh.Contracts.Chat;
using Mesh.Grains.Turns;
using Mesh.Strategies.Answers;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Puts the pieces of a unary answer together.</summary>
internal sealed class AnswerCollector
{
    private readonly SortedDictionary<int, AnswerBuilder> _choices = [];
    private AnswerIdentified? _identity;

    /// <summary>Takes events in.</summary>
    public void Add(IReadOnlyList<ChatEvent> events)
    {
        foreach (var said in events)
        {
            _identity ??= said as AnswerIdentified;
            if (AnswerBuilder.ChoiceOf(said) is { } choice)
            {
                At(choice).Add(said);
            }
        }
    }

    /// <summary>The whole answer.</summary>
    public V1.CompleteResponse ToResponse(V1.Outcome outcome) => new()
    {
        Id = _identity?.Id ?? "",
        UpstreamModel = _identity?.Model ?? "",
        Outcome = outcome,
        Choices = { _choices.Select(c => Choice(c.Key, c.Value)) },
    };

    private static V1.Choice Choice(int index, AnswerBuilder said) => new()
    {
        Index = index,
        Content = said.Text,
        Reasoning = said.Reasoning,
        Refusal = said.Refusal,
        LogprobsJson = said.LogprobsJson,
        FinishReason = said.FinishReason ?? "",
        ToolCalls = { said.ToolCalls.Select(c => new V1.ToolCall { Id = c.Id, Name = c.Name, ArgumentsJson = c.ArgumentsJson }) },
    };

    private AnswerBuilder At(int choice)
    {
        if (!_choices.TryGetValue(choice, out var found))
        {
            _choices[choice] = found = new AnswerBuilder(choice);
        }

        return found;
    }
}
