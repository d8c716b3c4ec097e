using System.Text;
using System.Text.Json;
using Mesh.Grains.Tests.Hosting;
using Mesh.Load;
using Mesh.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Silo.Tests.Api;

/// <summary>A mesh whose first endpoint breaks off where a test says, and whose second answers; both serve one model.</summary>
internal sealed class TwoUpstreams : IAsyncDisposable
{
    private TwoUpstreams(FakeUpstream first, FakeUpstream second, RunningMesh mesh) => (First, Second, Mesh) = (first, second, mesh);

    public FakeUpstream First { get; }

    public FakeUpstream Second { get; }

    public RunningMesh Mesh { get; }

    /// <summary>Events of a stream that says "a0 ", "a1 " and so on, up to its finish and end.</summary>
    public static string[] Whole(int pieces = 5) =>
    [
        ChatReplies.Chunk("""{"role":"assistant","content":""}""", "null"),
        .. Enumerable.Range(0, pieces).Select(i => ChatReplies.Chunk($$"""{"content":"a{{i}} "}""", "null")),
        ChatReplies.Chunk("{}", "\"stop\""),
        "data: [DONE]\n\n",
    ];

    /// <summary>The first events of such a stream, and then its end.</summary>
    public static UpstreamReply Cut(int events, UpstreamEnding ending = UpstreamEnding.Reset) => UpstreamReply.Events(Whole().Take(events)) with { Ending = ending };

    /// <summary>The text that the first events hold.</summary>
    public static string Text(int events) => string.Concat(Enumerable.Range(0, Math.Clamp(events - 1, 0, 5)).Select(i => $"a{i} "));

    /// <summary>Starts one.</summary>
    /// <param name="onInterruption">What the route does.</param>
    /// <param name="more">Further fields of the model.</param>
    /// <param name="route">Further fields of the route.</param>
    /// <param name="preset">Preset of the second's provider.</param>
    /// <param name="time">The mesh's clock; null for the system's.</param>
    public static async Task<TwoUpstreams> StartAsync(string onInterruption, string more = "", string route = "", string preset = "", TimeProvider? time = null)
    {
        var first = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["fine"]));
        var second = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["b0 ", "b1 ", "b2"]));
        var mesh = await RunningMesh.StartAsync($$"""
            providers:
              one: { kind: openai-compatible, baseUrl: "{{first.Url}}" }
              two: { kind: openai-compatible, baseUrl: "{{second.Url}}"{{preset}} }
            models:
              m: { capabilities: [text, tools, json-schema, prefix], price: { in: 1, out: 2 }{{more}} }
            endpoints:
              first:  { provider: one, model: m, priority: 1 }
              second: { provider: two, model: m, priority: 2 }
            routes:
              r: { balance: priority, candidates: [m], onInterruption: {{onInterruption}}{{route}} }
            """, services: services => services.AddMeshClock(time ?? TimeProvider.System));
        return new TwoUpstreams(first, second, mesh);
    }

    /// <summary>The first answers well, so that its circuit stays closed.</summary>
    public async Task AnswerWellAsync()
    {
        First.Script = r => ChatReplies.Answer(r, ["fine"]);
        using var response = await Mesh.PostAsync("/v1/chat/completions", """{"model":"r","messages":[{"role":"user","content":"hello"}]}""");
        Assert.Equal("first", response.Headers.GetValues("x-mesh-endpoint").Single());
    }

    /// <summary>Streams an answer at the OpenAI door.</summary>
    /// <param name="accepts">The signals that its caller understands.</param>
    /// <param name="more">Further fields of the request.</param>
    /// <param name="begun">What is done once its first three events are here; null for nothing.</param>
    public async Task<IReadOnlyList<(string Event, string Data)>> StreamAsync(string accepts = "", string more = "", Func<Task>? begun = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent($$"""{"model":"r","stream":true,"messages":[{"role":"user","content":"hello"}]{{more}}}""", Encoding.UTF8, "application/json"),
        };
        if (accepts.Length > 0)
        {
            request.Headers.Add("x-mesh-accepts", accepts);
        }

        using var response = await Mesh.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var first = new StringBuilder();
        if (begun is not null)
        {
            for (var events = 0; events < 3 && await reader.ReadLineAsync() is { } line; events += line.Length == 0 ? 1 : 0)
            {
                first.Append(line).Append('\n');
            }

            await begun();
        }

        return [.. (first + await reader.ReadToEndAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(Read)];
    }

    /// <summary>Lets time go on until the second is asked: quickly up to the limit that the first passes, and then so slowly that the second, whose time goes on as well, is asked before its own is over.</summary>
    /// <param name="time">The mesh's clock.</param>
    /// <param name="limit">How long the first may be silent.</param>
    public Task UntilSecondAsync(FakeTimeProvider time, TimeSpan limit)
    {
        const int LooksASecond = 400;
        var (began, looks) = (time.GetUtcNow(), 0);
        return Waiting.UntilAsync(
            () =>
            {
                if (Second.Started == 0 && (time.GetUtcNow() - began < limit || ++looks % LooksASecond == 0))
                {
                    time.Advance(TimeSpan.FromSeconds(1));
                }

                return Second.Started == 1;
            },
            "the second endpoint's turn");
    }

    /// <summary>The text in chunks of a stream.</summary>
    public static string TextOf(IEnumerable<(string Event, string Data)> events) => string.Concat(events.Where(e => e is { Event: "" } && e.Data.StartsWith("{\"id\"", StringComparison.Ordinal)).Select(e =>
    {
        using var json = JsonDocument.Parse(e.Data);
        var choices = json.RootElement.GetProperty("choices");
        return choices.GetArrayLength() > 0 && choices[0].GetProperty("delta").TryGetProperty("content", out var text) ? text.GetString() : "";
    }));

    public async ValueTask DisposeAsync()
    {
        await Mesh.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }

    private static (string Event, string Data) Read(string raw)
    {
        var lines = raw.Split('\n');
        var name = lines.FirstOrDefault(l => l.StartsWith("event: ", StringComparison.Ordinal))?["event: ".Length..] ?? "";
        return (name, lines.Single(l => l.StartsWith("data: ", StringComparison.Ordinal))["data: ".Length..]);
    }
}
