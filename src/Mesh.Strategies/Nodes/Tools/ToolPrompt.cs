using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Prompts.Rendering;
using Mesh.Routing.Signals;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Tools;

/// <summary>What the model is asked in each round: the request with all tools, and with what was called so far.</summary>
/// <param name="task">The request.</param>
/// <param name="names">The tools.</param>
/// <param name="fence">Stands around what tools said.</param>
internal sealed class ToolPrompt(ChatTask task, ToolNames names, DataFence fence)
{
    private readonly List<ChatMessage> _said = [];

    /// <summary>A round is over: what the model said, and what its calls gave.</summary>
    public void Add(ChatMessage said, IEnumerable<ChatMessage> results)
    {
        _said.Add(said);
        _said.AddRange(results);
    }

    /// <summary>What is asked next.</summary>
    /// <param name="isLast">Whether tools may no longer be called.</param>
    public ChatTask Task(bool isLast)
    {
        // One that was told to call something has done so in the first round.
        var choice = isLast ? new ToolChoice(ToolChoiceMode.None) : _said.Count == 0 ? task.Request.ToolChoice : null;
        ChatMessage[] said = [.. _said];
        return task.Prompt is { } prompt ? Prompted(prompt, said, choice) : DerivedTask.Of(task, With(task.Request, said, choice), task.Streaming);
    }

    private ChatTask Prompted(IModelPrompt prompt, ChatMessage[] said, ToolChoice? choice)
    {
        var bytes = said.Sum(RequestNeeds.BytesOf) + names.Definitions.Sum(RequestNeeds.BytesOf) + fence.Meaning.Length;
        var query = task.Query with
        {
            Fallbacks = [],
            Needs = task.Query.Needs | ModelCapabilities.Tools,
            InputTokensAtMost = task.Query.InputTokensAtMost + bytes,
            InputTokensExpected = task.Query.InputTokensExpected + RequestNeeds.Expected(bytes),
            InputTokensNeeded = null,
            Signals = null,
        };
        return new ChatTask(query, With(task.Request, said, choice), task.Streaming)
        {
            Caller = task.Caller,
            Found = task.Found,
            Prompt = new PromptWithTools(prompt, request => With(request, said, choice)),
        };
    }

    private ChatRequest With(ChatRequest request, ChatMessage[] said, ToolChoice? choice) =>
        request with { Messages = [.. Told(request.Messages), .. said], Tools = names.Definitions, ToolChoice = choice };

    // The lines are told of before the first of them comes, so that the beginning of the prompt stays the same for caches.
    private IEnumerable<ChatMessage> Told(IReadOnlyList<ChatMessage> messages)
    {
        var meaning = new TextPart(fence.Meaning);
        return messages is [{ Role: ChatRole.System or ChatRole.Developer } first, ..]
            ? [first with { Parts = [.. first.Parts, meaning] }, .. messages.Skip(1)]
            : [new ChatMessage { Role = ChatRole.System, Parts = [meaning] }, .. messages];
    }
}
