using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Conversations.Context;
using Mesh.Grains.Catalog;
using Mesh.Providers.OpenAI.Presets;
using Mesh.Providers.Usage;
using Mesh.Routing.Signals;
using Mesh.Routing.Signals.Data;

namespace Mesh.Grains.Conversations.Context;

/// <summary>The prompt of one turn, made for each model that is asked.</summary>
internal sealed class ConversationPrompt(ConversationReading reading, PromptMaterial material, TokenCounter counter, ImageDescriber describer, CatalogView views) : IModelPrompt
{
    private readonly Dictionary<string, TurnPrompt> _told = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What a model was told; null when it was not asked.</summary>
    public TurnPrompt? Told(string model) => _told.GetValueOrDefault(model);

    public async ValueTask<ChatTask> MakeAsync(ChatTask task, EndpointEntry endpoint, ModelEntry model, ProviderEntry provider, CancellationToken cancellationToken)
    {
        var answering = new AnsweringModel
        {
            Name = model.Name,
            ContextTokens = model.ContextTokens,
            MaxOutputTokens = model.MaxOutputTokens,
            Capabilities = model.Capabilities,
            TakesReasoning = OpenAIReasoning.IsTaken(provider),
            Count = TokenCounter.Knows(model, endpoint.UpstreamModel) ? counter.Text : null,
        };
        var prompt = await AssembleAsync(answering);
        if (prompt.Undescribed.Count > 0 && await describer.DescribeAsync(reading, prompt.Undescribed, task.Query.Data, cancellationToken))
        {
            prompt = await AssembleAsync(answering);
        }

        var made = new ChatTask(PromptNeeds.Sized(task.Query, prompt.Request), prompt.Request, task.Streaming) { UsageWanted = task.UsageWanted, Accepts = task.Accepts };
        made = made.Asking(made.Query with { Signals = RequestSignals.Of(made, views.Current.Tasks) });
        _told[model.Name] = prompt.Told with { Data = DataGate.ClassesOf(views.Current, made.Query) };
        return made;
    }

    private async Task<AssembledPrompt> AssembleAsync(AnsweringModel model)
    {
        var assembly = new PromptAssembly(model, material with { Notes = await reading.NotesAsync() });
        await foreach (var turn in reading.TurnsAsync())
        {
            if (!assembly.Take(turn))
            {
                break;
            }
        }

        return assembly.Finish();
    }
}
