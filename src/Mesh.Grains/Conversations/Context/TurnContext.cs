using Mesh.Contracts.Access;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Routing;
using Mesh.Conversations.Context;
using Mesh.Grains.Access;
using Mesh.Grains.Catalog;
using Mesh.Providers.Usage;

namespace Mesh.Grains.Conversations.Context;

/// <summary>Begins the task of a turn. What the model is told of the turns before is put together once it is known which model that is.</summary>
internal sealed class TurnContext(TenantGrains grains, TokenCounter counter, ImageDescriber describer, CatalogView views, TimeProvider time)
{
    /// <summary>How long a vendor's cache of a prompt is taken to be warm.</summary>
    public static readonly TimeSpan Warm = TimeSpan.FromMinutes(5);

    /// <summary>The task of a turn.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="begun">The turn as it began.</param>
    public async Task<(ChatTask Task, ConversationPrompt Prompt)> BeginAsync(TenantKey key, TurnBegun begun)
    {
        var (settings, turn) = (begun.Head.Settings, begun.Turn!);
        var reading = new ConversationReading(grains, key, turn.Parent);
        var instructions = turn.Request.Instructions ?? settings.Instructions;
        var last = await LastAsync(reading);
        var material = new PromptMaterial { Instructions = instructions, Pinned = settings.Pinned, Chat = turn.Request.Chat, LastModel = last?.Answer?.Model ?? "" };
        var prompt = new ConversationPrompt(reading, material, counter, describer, views);
        var always = turn.Request.Chat with { Messages = [.. Always(instructions, settings.Pinned), .. turn.Request.Chat.Messages] };
        var before = last?.Answer?.Usage is { } usage ? usage.Input + usage.Output : 0;
        var target = turn.Request.Query.Target.Length > 0 ? turn.Request.Query.Target : settings.Route;
        var query = PromptNeeds.Of(turn.Request.Query, target, always, before) with { Affinity = Affinity(last, before, turn.Request.Chat), Data = TurnData.Join(turn.Request.Query.Data, last) };
        return (new ChatTask(query, always, streaming: true) { Accepts = turn.Request.Accepts, Prompt = prompt }, prompt);
    }

    private static async Task<TurnRecord?> LastAsync(ConversationReading reading)
    {
        await foreach (var turn in reading.TurnsAsync())
        {
            return turn;
        }

        return null;
    }

    private static IEnumerable<ChatMessage> Always(string instructions, IReadOnlyList<string> pinned) => pinned.Prepend(instructions)
        .Where(text => text.Length > 0)
        .Select(text => new ChatMessage { Role = ChatRole.System, Parts = [new TextPart(text)] });

    private CacheAffinity? Affinity(TurnRecord? last, long tokens, ChatRequest asked) => last?.Answer is { Endpoint.Length: > 0 } answer
        ? new CacheAffinity(answer.Endpoint, answer.Model, time.GetUtcNow() - last.EndedAt < Warm ? tokens : 0) { InToolUse = asked.Messages is [{ Role: ChatRole.Tool }, ..] }
        : null;
}
