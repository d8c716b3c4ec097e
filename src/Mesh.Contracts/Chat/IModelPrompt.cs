using Mesh.Contracts.Catalog;

namespace Mesh.Contracts.Chat;

/// <summary>Content that depends on the model that answers. Made anew for each attempt; not thread-safe.</summary>
public interface IModelPrompt
{
    /// <summary>The task with the content for one model.</summary>
    /// <param name="task">The task as it is for every model.</param>
    /// <param name="endpoint">Where it goes.</param>
    /// <param name="model">The model there.</param>
    /// <param name="provider">How it is spoken to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Errors.MeshException">invalid_request: it cannot be made for this model, and may be for another one; or what it is made of cannot be read.</exception>
    ValueTask<ChatTask> MakeAsync(ChatTask task, EndpointEntry endpoint, ModelEntry model, ProviderEntry provider, CancellationToken cancellationToken);
}
