using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;

namespace Mesh.Strategies.Failover;

/// <summary>A prompt with the beginning of the answer behind it, to be gone on with.</summary>
internal sealed class GoingOnPrompt(IModelPrompt prompt, Func<ChatRequest, ChatRequest> goingOn) : IModelPrompt
{
    public async ValueTask<ChatTask> MakeAsync(ChatTask task, EndpointEntry endpoint, ModelEntry model, ProviderEntry provider, CancellationToken cancellationToken)
    {
        var made = await prompt.MakeAsync(task, endpoint, model, provider, cancellationToken);
        return new ChatTask(made.Query, goingOn(made.Request), made.Streaming) { UsageWanted = made.UsageWanted, GoesOn = true };
    }
}
