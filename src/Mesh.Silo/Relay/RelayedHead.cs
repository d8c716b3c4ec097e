using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Mesh.Silo.Api.Requests;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Mesh.Silo.Relay;

/// <summary>
/// What passes to an engine and back before the bodies. Host and path are the engine's own and never the caller's; of the headers only
/// those pass that an engine or a silo reads.
/// </summary>
internal static class RelayedHead
{
    private const string RateLimitPrefix = "x-ratelimit-";
    private const string TraceParent = "traceparent";
    private static readonly string[] s_answerHeaders = [RequestIds.Header, HeaderNames.RetryAfter, "retry-after-ms"];

    /// <summary>The request to an engine, with the body of the one that came.</summary>
    /// <param name="asked">The request that came.</param>
    /// <param name="address">What of the engine is asked.</param>
    /// <param name="key">The engine's own key; null when it wants none.</param>
    public static HttpRequestMessage Request(HttpRequest asked, Uri address, string? key)
    {
        var request = new HttpRequestMessage(HttpMethod.Parse(asked.Method), address) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TryAddWithoutValidation(HeaderNames.Accept, asked.Headers.Accept.ToString());
        if ((Activity.Current?.Id ?? asked.Headers[TraceParent].ToString()) is { Length: > 0 } trace)
        {
            request.Headers.TryAddWithoutValidation(TraceParent, trace);
        }

        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        if (HttpMethods.IsPost(asked.Method))
        {
            request.Content = new StreamContent(asked.Body);
            request.Content.Headers.TryAddWithoutValidation(HeaderNames.ContentType, asked.Headers.ContentType.ToString());
            request.Content.Headers.ContentLength = asked.ContentLength;
        }

        return request;
    }

    /// <summary>Writes status and headers of an engine's answer. The request's id among them is the engine's, or there is none.</summary>
    public static void Answer(HttpResponseMessage engine, HttpResponse response)
    {
        response.StatusCode = (int)engine.StatusCode;
        var answer = response.Headers;
        foreach (var (name, values) in engine.Headers.NonValidated)
        {
            if (name.StartsWith(RateLimitPrefix, StringComparison.OrdinalIgnoreCase) || s_answerHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                answer[name] = Printable(values);
            }
        }

        var content = engine.Content.Headers;
        if (content.NonValidated.TryGetValues(HeaderNames.ContentType, out var type))
        {
            answer.ContentType = Printable(type);
        }

        answer.ContentLength = content.ContentLength;
    }

    // What no header may hold would cost the whole answer.
    private static StringValues Printable(HeaderStringValues values) =>
        values.ToString() is var text && text.All(c => c is >= ' ' and <= '~') ? text : StringValues.Empty;
}
