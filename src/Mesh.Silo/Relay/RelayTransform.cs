using System.Diagnostics;
using System.Net.Http.Headers;
using Mesh.Silo.Api.Requests;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace Mesh.Silo.Relay;

/// <summary>
/// What passes to an engine and back. Host and path are the engine's own and never the caller's; of the headers only those pass that
/// an engine or a silo reads.
/// </summary>
/// <param name="address">What of the engine is asked.</param>
/// <param name="key">The engine's own key; null when it wants none.</param>
internal sealed class RelayTransform(Uri address, string? key) : HttpTransformer
{
    private const string RateLimitPrefix = "x-ratelimit-";
    private const string TraceParent = "traceparent";
    private static readonly string[] s_answerHeaders = [RequestIds.Header, HeaderNames.RetryAfter, "retry-after-ms"];

    /// <inheritdoc/>
    public override ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        var asked = httpContext.Request.Headers;
        proxyRequest.RequestUri = address;
        proxyRequest.Headers.TryAddWithoutValidation(HeaderNames.Accept, asked.Accept.ToString());
        if ((Activity.Current?.Id ?? asked[TraceParent].ToString()) is { Length: > 0 } trace)
        {
            proxyRequest.Headers.TryAddWithoutValidation(TraceParent, trace);
        }

        if (key is not null)
        {
            proxyRequest.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        if (proxyRequest.Content is { } content)
        {
            content.Headers.TryAddWithoutValidation(HeaderNames.ContentType, asked.ContentType.ToString());
            content.Headers.ContentLength = httpContext.Request.ContentLength;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
        {
            return ValueTask.FromResult(false);
        }

        // The silo that asks is to see the engine's id or none.
        var answer = httpContext.Response.Headers;
        answer.Remove(RequestIds.Header);
        foreach (var (name, values) in proxyResponse.Headers.NonValidated)
        {
            if (name.StartsWith(RateLimitPrefix, StringComparison.OrdinalIgnoreCase) || s_answerHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                answer[name] = Printable(values);
            }
        }

        var content = proxyResponse.Content.Headers;
        if (content.NonValidated.TryGetValues(HeaderNames.ContentType, out var type))
        {
            answer.ContentType = Printable(type);
        }

        answer.ContentLength = content.ContentLength;
        return ValueTask.FromResult(true);
    }

    /// <inheritdoc/>
    public override ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    // What no header may hold would cost the whole answer.
    private static StringValues Printable(HeaderStringValues values) =>
        values.ToString() is var text && text.All(c => c is >= ' ' and <= '~') ? text : StringValues.Empty;
}
