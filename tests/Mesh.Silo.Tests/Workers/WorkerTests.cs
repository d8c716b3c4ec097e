using System.Diagnostics;
using System.Net;
using Mesh.Load;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Silo.Tests.Observability;
using Mesh.Testing.Engines;

namespace Mesh.Silo.Tests.Workers;

/// <summary>A process that is edge and worker: whatever its engine serves can be asked for, without a model in the catalogue.</summary>
public sealed class WorkerTests : IAsyncLifetime
{
    private const string Catalog = """
        providers:
          anything: { kind: openai-compatible, baseUrl: "http://127.0.0.1/v1", local: true }
        models: {}
        endpoints:
          any: { provider: anything, model: auto, node: "gpu-*" }
        routes: {}
        """;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly FakeEngine _engine = new(FakeEngineKind.Vllm, ["my-model"]);
    private RunningMesh _mesh = null!;

    public async Task InitializeAsync() =>
        _mesh = await RunningMesh.StartAsync(Catalog, settings => (settings.Role, settings.Node, settings.Engines) = ("edge,worker", "gpu-1", _engine.Root));

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task Engine_OfTheNode_ServesItsModelIsMissedWhenItEndsAndComesBack()
    {
        await UntilAsync(HttpStatusCode.OK);
        Assert.True(_engine.Upstream.Counts.Models["my-model"].Answers > 0);

        _engine.Kill();
        await UntilAsync(HttpStatusCode.ServiceUnavailable);
        using var refused = await AskAsync();
        var error = await refused.Content.ReadAsStringAsync();
        Assert.Contains("no_capacity", error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal", error, StringComparison.Ordinal);

        _engine.Restart();
        await UntilAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Metrics_OfAWorker_TellItsEnginesStateAndWait()
    {
        await UntilAsync(HttpStatusCode.OK);

        var scrape = await Scrape.OfAsync(_mesh);

        var engine = $"engine=\"vllm-{_engine.Upstream.Server.Port}\"";
        Assert.Equal(2, scrape.Value("meshsilo_engine_state", engine));
        Assert.Equal(0, scrape.Value("meshsilo_engine_waiting", engine));
        Assert.Equal(0, scrape.Value("meshsilo_engine_queue_seconds", engine));
        Assert.True(scrape.Value("meshsilo_engine_prefill_tokens_per_second", engine) > 0);
        Assert.Null(scrape.Value("meshsilo_engine_gauge_missing", engine));
    }

    private async Task UntilAsync(HttpStatusCode status)
    {
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(50))
        {
            using var response = await AskAsync();
            if (response.StatusCode == status)
            {
                return;
            }

            Assert.True(Stopwatch.GetElapsedTime(began) < s_patience, $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    private Task<HttpResponseMessage> AskAsync() => _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("my-model"));
}
