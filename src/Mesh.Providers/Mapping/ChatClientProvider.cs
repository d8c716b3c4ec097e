using System.Text.Json;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Errors;
using Mesh.Providers.Pipeline;
using Microsoft.Extensions.AI;

namespace Mesh.Providers.Mapping;

/// <summary>
/// The seam for every dialect that has a client of Microsoft.Extensions.AI: it gives the client, and its answers become frames.
/// A client must make one attempt and no retries, as all providers do.
/// </summary>
public abstract class ChatClientProvider : IModelProvider
{
    /// <inheritdoc/>
    public abstract bool Serves(ProviderKind kind);

    /// <inheritdoc/>
    public Task<IUpstreamAnswer> ChatAsync(UpstreamTarget target, ChatTask task, CancellationToken cancellationToken) =>
        Task.FromResult<IUpstreamAnswer>(new ChatClientAnswer(Client(target), target, task, UsageSource, e => Fault(e, target)));

    /// <inheritdoc/>
    public async Task<EmbeddingAnswer> EmbedAsync(UpstreamTarget target, EmbeddingTask task, CancellationToken cancellationToken)
    {
        var request = EmbeddingMapping.Read(task.Native, TakesTokenLists);
        var generator = Generator(target) ?? throw new UpstreamException(
            UpstreamFaultKind.ModelMissing,
            new UpstreamFailure { Endpoint = target.Endpoint.Name, Message = "this provider makes no embeddings" });
        try
        {
            var made = await generator.GenerateAsync(request.Inputs, new EmbeddingGenerationOptions { ModelId = target.Endpoint.UpstreamModel, Dimensions = request.Dimensions }, cancellationToken);
            return EmbeddingMapping.Write(made, request, target.Endpoint.UpstreamModel, UsageSource);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && Fault(e, target) is { } fault)
        {
            throw fault;
        }
    }

    /// <summary>Where the clients' counts of tokens come from.</summary>
    protected virtual UsageSource UsageSource => UsageSource.Upstream;

    /// <summary>Whether texts may come as lists of tokens.</summary>
    protected virtual bool TakesTokenLists => false;

    /// <summary>The client for an endpoint; kept by the provider, never disposed by an answer.</summary>
    protected abstract IChatClient Client(UpstreamTarget target);

    /// <summary>The generator of embeddings for an endpoint; null when there is none.</summary>
    protected virtual IEmbeddingGenerator<string, Embedding<float>>? Generator(UpstreamTarget target) => null;

    /// <summary>What a client's exception means; null when it is a defect and no fault of the upstream.</summary>
    protected virtual UpstreamException? Fault(Exception exception, UpstreamTarget target)
    {
        var failure = new UpstreamFailure { Endpoint = target.Endpoint.Name, Status = (int?)(exception as HttpRequestException)?.StatusCode, Message = exception.Message };
        return exception switch
        {
            UpstreamException own => own,
            HttpRequestException { StatusCode: not null } => new UpstreamException(OpenAI.Errors.OpenAIError.Kind(failure), failure, inner: exception),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } =>
                new UpstreamException(UpstreamFaultKind.Unreachable, failure, inner: exception),
            HttpRequestException or IOException => new UpstreamException(UpstreamFaultKind.Broken, failure, inner: exception),
            TimeoutException or OperationCanceledException => new UpstreamException(UpstreamFaultKind.Unreachable, failure, inner: exception),
            JsonException => new UpstreamException(UpstreamFaultKind.Malformed, failure, inner: exception),
            _ => null,
        };
    }
}
