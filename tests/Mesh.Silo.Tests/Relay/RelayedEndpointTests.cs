using System.Net;
using System.Text.Json.Nodes;
using Mesh.Contracts.Endpoints;
using Mesh.Grains.Draining;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Fabric;
using Mesh.Grains.Workers;
using Mesh.Load;
using Mesh.Routing.Health;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Silo.Tests.Relay;

/// <summary>An edge and two workers with an engine of two places each: what a caller at the edge sees.</summary>
public sealed class RelayedEndpointTests : IAsyncLifetime
{
    private const string Stays = "stays";
    private const string SaysNothing = "says nothing";
    private const int Places = 2;
    private const string Catalog = """
        providers:
          pool: { kind: openai-compatible, local: true, baseUrl: "http://127.0.0.1:8000/v1" }
        models:
          llama: { capabilities: [text, embeddings], price: { in: 1, out: 2 } }
        endpoints:
          llama-gpu: { provider: pool, model: llama, node: "gpu-*" }
        """;
    private readonly FakeUpstream[] _engines = new FakeUpstream[2];
    private readonly RelayWorker[] _workers = new RelayWorker[2];
    private RunningMesh _edge = null!;

    public async Task InitializeAsync()
    {
        for (var i = 0; i < 2; i++)
        {
            var mayBeSilent = i == 0;
            _engines[i] = await FakeUpstream.StartAsync(request => mayBeSilent && Says(request, SaysNothing) ? UpstreamReply.Events() with { Ending = UpstreamEnding.Silence } : Answer(request));
            _workers[i] = await RelayWorker.StartAsync(new KnownEngines($"gpu-{i + 1}").With("vllm", _engines[i].Url[..^"/v1".Length], Places, "llama"));
        }

        _edge = await RelayWorker.EdgeAsync(Catalog, _workers);
    }

    public async Task DisposeAsync()
    {
        await _edge.DisposeAsync();
        foreach (var part in _workers.Concat<IAsyncDisposable>(_engines))
        {
            await part.DisposeAsync();
        }
    }

    [Fact]
    public async Task Stream_AtTheEdge_ComesFromAWorkersEngine()
    {
        using var answer = await AskAsync("hello", ",\"stream\":true");

        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("fine", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        Assert.Matches("^llama-gpu@gpu-[12]$", answer.Header("x-mesh-endpoint"));
        await Waiting.UntilAsync(() => _engines.Sum(e => e.Completed) == 1);
    }

    [Fact]
    public async Task Embedding_AtTheEdge_ComesFromAWorkersEngine()
    {
        using var answer = await _edge.PostAsync("/v1/embeddings", """{"model":"llama","input":"hello"}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Worker_WhosePlacesOthersTook_IsLeftForTheOtherAtNoCost()
    {
        await using var held = await HoldAsync(0, Places);

        for (var i = 0; i < 6; i++)
        {
            using var answer = await AskAsync();
            Assert.Equal((HttpStatusCode.OK, "llama-gpu@gpu-2"), (answer.StatusCode, answer.Header("x-mesh-endpoint")));
        }

        Assert.Equal((CircuitState.Closed, 0L), (Status(0).Circuit, Status(0).Failures));
        Assert.Equal(Places, _engines[0].Started);
    }

    [Fact]
    public async Task Workers_AllFull_LetTheRequestWaitForAPlace()
    {
        await using var second = await HoldAsync(1, Places);
        RelayedCalls first = await HoldAsync(0, Places);
        var waits = AskAsync();
        await Waiting.UntilAsync(() => Status(0).Attempts > 0 && Status(1).Attempts > 0);
        Assert.False(waits.IsCompleted);

        await first.DisposeAsync();

        using var answer = await waits;
        Assert.Equal((HttpStatusCode.OK, "llama-gpu@gpu-1"), (answer.StatusCode, answer.Header("x-mesh-endpoint")));
    }

    [Fact]
    public async Task Worker_ThatDrains_IsLeftForTheOtherAtNoCost()
    {
        _workers[0].Mesh.Services.GetRequiredService<SiloState>().MoveTo(SiloPhase.Draining);

        for (var i = 0; i < 4; i++)
        {
            using var answer = await AskAsync();
            Assert.Equal("llama-gpu@gpu-2", answer.Header("x-mesh-endpoint"));
        }

        Assert.Equal((CircuitState.Closed, 0L, 0L), (Status(0).Circuit, Status(0).Failures, _engines[0].Started));
    }

    [Fact]
    public async Task Worker_ThatIsGone_IsLeftForTheOther()
    {
        await _workers[0].DisposeAsync();

        for (var i = 0; i < 4; i++)
        {
            using var answer = await AskAsync();
            Assert.Equal((HttpStatusCode.OK, "llama-gpu@gpu-2"), (answer.StatusCode, answer.Header("x-mesh-endpoint")));
        }

    }

    // Its request was decided while the other one's circuit was open, and fails when that is over.
    [Fact]
    public async Task Engine_ThatIsSilent_IsLeftForTheOneThatWasOutWhenTheRequestCame()
    {
        await using var edge = await RelayWorker.EdgeAsync(Catalog.Replace("out: 2 }", "out: 2 }, timeouts: { firstFrame: 5s }", StringComparison.Ordinal), _workers);
        var other = Circuit(edge, 1);
        for (var i = 0; i < Routing.Health.Circuit.FailuresToOpen; i++)
        {
            other.Fail(other.Begin(trial: false, isStream: true), CircuitCause.Malformed);
        }

        var asked = AskAsync(edge, SaysNothing, ",\"stream\":true");
        await Waiting.UntilAsync(() => _engines[0].Started == 1);
        other.StartAnew();

        using var answer = await asked;
        Assert.Equal(("llama-gpu@gpu-2", "llama-gpu@gpu-1"), (answer.Header("x-mesh-endpoint"), answer.Header("x-mesh-fallback-from")));
    }

    [Fact]
    public async Task Engine_ThatIsGoneBySilence_IsLeftForTheOneThatIsOut()
    {
        var (gone, other) = (_edge.Services.GetRequiredService<LiveEngines>().All.Single(e => e.Node == "gpu-1"), Circuit(_edge, 1));
        for (var i = 0; i < Routing.Health.Circuit.FailuresToOpen; i++)
        {
            other.Fail(other.Begin(trial: false, isStream: true), CircuitCause.Malformed);
        }

        gone.Lose();

        using var answer = await AskAsync();
        Assert.Equal((HttpStatusCode.OK, "llama-gpu@gpu-2"), (answer.StatusCode, answer.Header("x-mesh-endpoint")));
    }

    [Fact]
    public async Task Engine_ThatDiesInItsAnswer_EndsItTypedWithinASecond()
    {
        using var answer = await AskAsync(Stays, ",\"stream\":true");
        var at = answer.Header("x-mesh-endpoint")[^1] - '1';

        var reading = answer.Content.ReadAsStringAsync();
        var took = await Waiting.TookAsync(Task.WhenAll(_engines[at].DisposeAsync().AsTask(), reading));

        var events = (await reading).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(took.TotalSeconds, 0, 8);
        var error = JsonNode.Parse(events[^1]["data: ".Length..])!["error"]!;
        Assert.Equal(("interrupted", "answer_broken"), (error["mesh_code"]!.GetValue<string>(), error["code"]!.GetValue<string>()));
        Assert.DoesNotContain(events, e => e == "data: [DONE]");
    }

    private static UpstreamReply Answer(UpstreamRequest request) =>
        request.Path.EndsWith("embeddings", StringComparison.Ordinal) ? UpstreamReply.Json("""{"data":[{"index":0,"embedding":[1]}],"usage":{"prompt_tokens":5,"total_tokens":5}}""")
        : Says(request, Stays) ? UpstreamReply.Events(ChatReplies.Chunk("""{"content":"so far"}""", "null")) with { Ending = UpstreamEnding.Silence }
        : ChatReplies.Answer(request, ["fine"]);

    private static bool Says(UpstreamRequest request, string text) => System.Text.Encoding.UTF8.GetString(request.Body).Contains(text, StringComparison.Ordinal);

    private static Circuit Circuit(RunningMesh edge, int worker) => edge.Services.GetRequiredService<EndpointGates>().StatsOf($"llama-gpu@gpu-{worker + 1}").Circuit;

    private EndpointStatus Status(int worker) => _edge.Services.GetRequiredService<EndpointGates>().StatsOf($"llama-gpu@gpu-{worker + 1}").Read("llama");

    private Task<HttpResponseMessage> AskAsync(string text = "hello", string more = "") => AskAsync(_edge, text, more);

    private static Task<HttpResponseMessage> AskAsync(RunningMesh edge, string text, string more) =>
        edge.PostAsync("/v1/chat/completions", $$"""{"model":"llama","messages":[{"role":"user","content":"{{text}}"}]{{more}}}""");

    // Another silo's calls, which this edge knows nothing of.
    private async Task<RelayedCalls> HoldAsync(int worker, int calls)
    {
        var held = new RelayedCalls(_workers[worker], OpenAICaller.Chat("llama", $",\"stream\":true,\"user\":\"{Stays}\""), calls);
        await Waiting.UntilAsync(() => _workers[worker].Mesh.Services.GetRequiredService<EngineGates>().InFlight("vllm") == calls && _engines[worker].Started == calls);
        return held;
    }

    private sealed class RelayedCalls : IAsyncDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private readonly Task<HttpResponseMessage>[] _calls;

        public RelayedCalls(RelayWorker worker, string body, int calls) => _calls = [.. Enumerable.Range(0, calls).Select(_ => worker.ChatAsync("vllm", body, _end.Token))];

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            foreach (var call in _calls)
            {
                await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (call.IsCompletedSuccessfully)
                {
                    (await call).Dispose();
                }
            }

            _end.Dispose();
        }
    }
}
