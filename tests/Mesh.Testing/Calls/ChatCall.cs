using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Testing.Calls;

/// <summary>One call at the OpenAI door and what came of it.</summary>
public sealed class ChatCall
{
    private readonly StringBuilder _text = new();
    private long _heard;

    /// <summary>When it began, in <see cref="Stopwatch"/> ticks.</summary>
    public long Began { get; private set; }

    /// <summary>When its first content came; 0 when none did.</summary>
    public long FirstContent { get; private set; }

    /// <summary>The longest time between two pieces of content, or between the last one and the end.</summary>
    public TimeSpan LongestGap { get; private set; }

    /// <summary>When it ended.</summary>
    public long Ended { get; private set; }

    /// <summary>How it ended.</summary>
    public CallEnd End { get; private set; } = CallEnd.Wrong;

    /// <summary>The error's code where one came.</summary>
    public string? Error { get; private set; }

    /// <summary>The endpoint that answered.</summary>
    public string? Endpoint { get; private set; }

    /// <summary>The endpoints that were left for it, or that failed.</summary>
    public IReadOnlyList<string> Left { get; private set; } = [];

    /// <summary>Why each candidate did not answer, where no one did.</summary>
    public string? Reasons { get; private set; }

    /// <summary>Whether an endpoint was asked for it.</summary>
    public bool Asked(string endpoint) => Endpoint == endpoint || Left.Contains(endpoint);

    /// <summary>Makes a call; never throws for what the mesh does.</summary>
    /// <param name="http">A client of the OpenAI door.</param>
    /// <param name="body">The request.</param>
    /// <param name="expected">The text that a whole answer has; null for any.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ChatCall> MakeAsync(HttpClient http, string body, string? expected, CancellationToken cancellationToken)
    {
        var call = new ChatCall { Began = Stopwatch.GetTimestamp() };
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            call.Endpoint = Header(response, "x-mesh-endpoint");
            call.Left = Header(response, "x-mesh-fallback-from")?.Split(',') ?? [];
            call.End = !response.IsSuccessStatusCode ? call.Refused(await response.Content.ReadAsStringAsync(cancellationToken))
                : response.Content.Headers.ContentType?.MediaType == "text/event-stream" ? await call.StreamAsync(response, expected, cancellationToken)
                : call.Body(await response.Content.ReadAsStringAsync(cancellationToken), expected);
        }
        catch (Exception e)
        {
            // Whatever it is, the call is one that did not end as it should: none is lost.
            var where = call.Endpoint is null ? "no answer" : call.Error is { } told ? $"after {told}" : "in the answer";
            call.Error = $"{where}: {e.GetType().Name}, {(e.InnerException ?? e).Message}";
        }

        call.Ended = Stopwatch.GetTimestamp();
        call.Heard();
        return call;
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    private CallEnd Refused(string body)
    {
        var error = JsonNode.Parse(body)!["error"]!;
        Error = $"{error["mesh_code"]}/{error["code"]}";
        string[] attempts = [.. error["attempts"]?.AsArray().Select(a => a!.GetValue<string>()) ?? []];
        (Left, Reasons) = ([.. attempts.Select(a => a.Split(':')[0])], string.Join("; ", attempts));
        return CallEnd.Refused;
    }

    // Read as a caller's library reads it: of two fields of one name the last holds.
    private CallEnd Body(string body, string? expected)
    {
        FirstContent = Stopwatch.GetTimestamp();
        using var json = JsonDocument.Parse(body);
        var text = json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
        return expected is null || text == expected ? CallEnd.Whole : CallEnd.Wrong;
    }

    private async Task<CallEnd> StreamAsync(HttpResponseMessage response, string? expected, CancellationToken cancellationToken)
    {
        var (done, errors) = (0, 0);
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(cancellationToken)).EnumerateAsync(cancellationToken))
        {
            // What stands behind an end marker is as wrong as a second one.
            if (item.Data == "[DONE]" || done > 0)
            {
                done++;
            }
            else
            {
                errors += Take(item.Data);
            }
        }

        var text = _text.ToString();
        var end = (done, errors) switch
        {
            (1, 0) when expected is null || text == expected => CallEnd.Whole,
            (0, 1) when expected is null || expected.StartsWith(text, StringComparison.Ordinal) => CallEnd.Interrupted,
            _ => CallEnd.Wrong,
        };
        Error = end == CallEnd.Wrong ? $"{done} end markers, {errors} errors ({Error})" : Error;
        return end;
    }

    private void Heard()
    {
        var now = Stopwatch.GetTimestamp();
        if (_heard > 0 && Stopwatch.GetElapsedTime(_heard, now) is var gap && gap > LongestGap)
        {
            LongestGap = gap;
        }

        _heard = now;
    }

    // Gives the number of errors in it.
    private int Take(string data)
    {
        using var json = JsonDocument.Parse(data);
        if (json.RootElement.TryGetProperty("error", out var error))
        {
            Error = $"{error.GetProperty("mesh_code")}/{error.GetProperty("code")}";
            return 1;
        }

        if (json.RootElement.TryGetProperty("choices", out var choices) && choices.GetArrayLength() > 0
            && choices[0].TryGetProperty("delta", out var delta) && delta.TryGetProperty("content", out var content) && content.GetString() is { Length: > 0 } piece)
        {
            Heard();
            FirstContent = FirstContent == 0 ? _heard : FirstContent;
            _text.Append(piece);
        }

        return 0;
    }
}
