using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Conversations.Context.Summaries;

namespace Mesh.Grains.Conversations.Context;

/// <summary>Holds a summary's answer to its form where the model can be held to one; others are only told.</summary>
internal sealed class SummaryPrompt(ChatRequest request) : IModelPrompt
{
    public ValueTask<ChatTask> MakeAsync(ChatTask task, EndpointEntry endpoint, ModelEntry model, ProviderEntry provider, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new ChatTask(
            task.Query, model.Capabilities.HasFlag(ModelCapabilities.JsonSchema) ? request with { ResponseFormat = SummaryRequest.Form } : request, task.Streaming));
}
