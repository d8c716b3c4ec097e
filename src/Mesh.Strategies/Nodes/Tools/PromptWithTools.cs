using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Tools;

/// <summary>Content that depends on the model, with tools and what they gave.</summary>
/// <param name="inner">The content without them.</param>
/// <param name="with">Adds them.</param>
internal sealed class PromptWithTools(IModelPrompt inner, Func<ChatRequest, ChatRequest> with) : IModelPrompt
{
    public async ValueTask<ChatTask> MakeAsync(ChatTask task, EndpointEntry endpoint, ModelEntry model, ProviderEntry provider, CancellationToken cancellationToken)
    {
        var made = await inner.MakeAsync(task, endpoint, model, provider, cancellationToken);
        return DerivedTask.Of(made, with(made.Request), made.Streaming);
    }
}
