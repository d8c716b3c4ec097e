using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Errors;
using Mesh.Providers.Egress;
using Mesh.Providers.OpenAI.Answers;
using Mesh.Providers.OpenAI.Errors;
using Mesh.Providers.OpenAI.Requests;
using Mesh.Providers.Pipeline;

namespace Mesh.Providers.OpenAI;

/// <summary>
/// OpenAI's dialect, at OpenAI and at every vendor and engine that speaks it. Bytes pass through unread where the caller
/// speaks it too (an SDK's parse would lose log-probabilities and the pieces of tool calls, at 60 times the memory).
/// </summary>
public sealed class OpenAIProvider(UpstreamHttp http, SecretReader secrets, MediaInliner inliner, TimeProvider time) : IModelProvider
{
    private const int MaxErrorBytes = 64 * 1024;
    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    /// <inheritdoc/>
    public bool Serves(ProviderKind kind) => kind is ProviderKind.OpenAI or ProviderKind.OpenAICompatible;

    /// <inheritdoc/>
    public async Task<IUpstreamAnswer> ChatAsync(UpstreamTarget target, ChatTask task, CancellationToken cancellationToken)
    {
        var body = await OpenAIUpstreamBody.WriteAsync(target, task, inliner, cancellationToken);
        var response = await SendAsync(target, OpenAIAddresses.Of(target.Provider).Chat, body, task.Streaming, cancellationToken);
        if (!task.Streaming || IsJson(response))
        {
            return new OpenAIBodyAnswer(response, target, task.Streaming);
        }

        if (IsPage(response))
        {
            using (response)
            {
                throw new UpstreamException(UpstreamFaultKind.Malformed, new UpstreamFailure { Endpoint = target.Endpoint.Name, Status = 200, RequestId = OpenAIError.RequestId(response), Message = "the answer is a page, not a stream" });
            }
        }

        return new OpenAIStreamAnswer(response, target.Endpoint.Name, task.UsageWanted);
    }

    /// <inheritdoc/>
    public async Task<EmbeddingAnswer> EmbedAsync(UpstreamTarget target, EmbeddingTask task, CancellationToken cancellationToken)
    {
        var body = OpenAIEmbeddingBody.For(task.Native, target.Endpoint.UpstreamModel);
        using var response = await SendAsync(target, OpenAIAddresses.Of(target.Provider).Embeddings, body, false, cancellationToken);
        var (answer, usage) = await OpenAIBodyAnswer.ReadBodyAsync(response, target, "data", cancellationToken);
        return new EmbeddingAnswer(answer, usage);
    }

    /// <inheritdoc/>
    /// <remarks>An upstream that answers anything but a failure of its own is there, whether it lists its models or not.</remarks>
    public async Task<bool?> ProbeAsync(UpstreamTarget target, CancellationToken cancellationToken)
    {
        try
        {
            using var request = Request(target, HttpMethod.Get, OpenAIAddresses.Of(target.Provider).Models, "application/json");
            using var response = await http.SendAsync(request, target.Provider, target.Provider.ConnectTimeout, cancellationToken);
            return (int)response.StatusCode < 500;
        }
        catch (UpstreamException)
        {
            // No key to ask with.
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(UpstreamTarget target, Uri address, byte[] body, bool streaming, CancellationToken cancellationToken)
    {
        using var request = Request(target, HttpMethod.Post, address, streaming ? "text/event-stream" : "application/json");
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = s_json } };
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, target.Provider, target.ConnectTimeout, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new UpstreamException(IsBroken(e) ? UpstreamFaultKind.Broken : UpstreamFaultKind.Unreachable, new UpstreamFailure { Endpoint = target.Endpoint.Name }, inner: e);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            if (target.Provider.IsRelay && RelayRefusal.Of(target.Endpoint.Name, response) is { } relay)
            {
                throw relay;
            }

            var refusal = await ReadErrorAsync(response, cancellationToken);
            throw OpenAIError.FromStatus(target.Endpoint.Name, response, refusal, time.GetUtcNow());
        }
    }

    private HttpRequestMessage Request(UpstreamTarget target, HttpMethod method, Uri address, string accept)
    {
        var request = new HttpRequestMessage(method, address)
        {
            // Vendors speak HTTP/2 over TLS, where one connection carries many streams and pings find a dead one; plain engines 1.1.
            Version = HttpVersion.Version20,
            VersionPolicy = target.Provider.IsRelay ? HttpVersionPolicy.RequestVersionExact : HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (Key(target) is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        foreach (var (name, value) in target.Provider.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } trace })
        {
            request.Headers.TryAddWithoutValidation("traceparent", trace);
        }

        return request;
    }

    // A key that a header cannot hold would show itself in the error; only its place is told.
    private string? Key(UpstreamTarget target)
    {
        if (target.Provider.ApiKey is not { } reference)
        {
            return null;
        }

        var key = secrets.Read(reference);
        var (code, what) = key is null ? ("key_missing", "is empty")
            : key.All(c => c is > ' ' and <= '~') ? (null, null)
            : ("key_unusable", "holds a blank or a character that no key has");
        return code is null ? key : throw new UpstreamException(
            UpstreamFaultKind.Credentials,
            new UpstreamFailure { Endpoint = target.Endpoint.Name, Code = code, Message = $"provider '{target.Provider.Name}' names {reference}, which {what}" });
    }

    // What happens before the request could leave says that nobody was reached; a reset after it has no name of its own.
    private static bool IsBroken(Exception e) => e switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError or HttpRequestError.InvalidResponse } => true,
        HttpRequestException { HttpRequestError: HttpRequestError.Unknown, InnerException: IOException } => true,
        _ => e is IOException,
    };

    private static bool IsPage(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType is { } type && type.EndsWith("html", StringComparison.OrdinalIgnoreCase);

    private static bool IsJson(HttpResponseMessage response) =>
        string.Equals(response.Content.Headers.ContentType?.MediaType, "application/json", StringComparison.OrdinalIgnoreCase);

    private static async Task<ReadOnlyMemory<byte>> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAIBodyAnswer.ReadBoundedAsync(response, MaxErrorBytes, cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException)
        {
            // The status alone still tells what to do.
            return default;
        }
    }
}
