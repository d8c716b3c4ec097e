using Grpc.Core;
using Mesh.Client.Answers;
using Mesh.Client.Errors;
using Mesh.Client.Outcomes;
using Mesh.Client.Transport;
using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client;

/// <summary>Vectors through the mesh. May be used by many threads at once.</summary>
public sealed class MeshEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly V1.EmbeddingService.EmbeddingServiceClient _embeddings;
    private readonly MeshClientOptions _options;
    private readonly TimeProvider _time;
    private readonly EmbeddingGeneratorMetadata _metadata;

    /// <summary>Makes one over a raw client, whose channel stays its owner's.</summary>
    /// <param name="embeddings">The raw client.</param>
    /// <param name="options">The options; address and key are the raw client's already.</param>
    /// <param name="time">The clock for deadlines; null for the system's.</param>
    public MeshEmbeddingGenerator(V1.EmbeddingService.EmbeddingServiceClient embeddings, MeshClientOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(options);
        MeshClientOptionsCheck.ThrowIfWrong(options);
        _embeddings = embeddings;
        _options = options;
        _time = time ?? TimeProvider.System;
        _metadata = new EmbeddingGeneratorMetadata("meshsilo", new Uri(options.Address), DefaultModel);
    }

    private string DefaultModel => _options.EmbeddingModel ?? _options.Model;

    /// <inheritdoc/>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var request = new V1.EmbedRequest { Model = options?.ModelId ?? DefaultModel, Dimensions = options?.Dimensions ?? 0, Inputs = { values } };
        if (options?.RawRepresentationFactory?.Invoke(this) is V1.EmbedRequest raw)
        {
            request.MergeFrom(raw);
        }

        if (request.Inputs.Count == 0)
        {
            return [];
        }

        try
        {
            var call = new CallOptions(deadline: MeshTransport.Deadline(_options.Timeout, _time), cancellationToken: cancellationToken);
            return Map(await _embeddings.EmbedAsync(request, call), request.Inputs.Count);
        }
        catch (RpcException e)
        {
            throw RpcErrors.Translate(e, began: false, _options.Address, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
        {
            return null;
        }

        return serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_embeddings) ? _embeddings
            : null;
    }

    /// <summary>Does nothing: the channel is its owner's.</summary>
    public void Dispose()
    {
    }

    private static GeneratedEmbeddings<Embedding<float>> Map(V1.EmbedResponse response, int inputs)
    {
        // One short would move every later vector to another text.
        if (response.Embeddings.Count != inputs)
        {
            throw new MeshClientException(MeshErrorCode.UpstreamFailed, "embeddings_missing", $"{inputs} texts were sent and {response.Embeddings.Count} vectors came from '{response.Endpoint}'. Ask again, or another model.");
        }

        return new GeneratedEmbeddings<Embedding<float>>(response.Embeddings.Select(e => new Embedding<float>(e.Values.ToArray()) { ModelId = response.Model }))
        {
            Usage = response.Usage is { } usage ? AnswerContents.Usage(usage) : null,
            AdditionalProperties = MeshOutcomeExtensions.Properties(MeshOutcome.From(response)),
        };
    }
}
