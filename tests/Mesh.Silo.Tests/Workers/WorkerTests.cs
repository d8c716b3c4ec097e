using System.Diagnostics;
using System.Net;
using Mesh.Load;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Silo.Tests.Observability;
using Mesh.Testing.Engines;

namespace Mesh.Silo.Tests.Workers;

/// <summary>A process that is edge and worker: whatever its engine serves can be asked for, without a model in the catalogue.</summary>
public sealed class WorkerTests
{
    private const string Catalog = """
        providers:
          anything: { kind: openai-compatible, baseUrl: "http://127.0.0.1/v1", local: true }
        endpoints:
          any: { provider: anything, model: auto, node: "gpu-*" }
        """;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Engine_OfTheNode_ServesItsModelIsMissedWhenItEndsAndComesBack()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["my-model"]);
        await using var mesh = await StartAsync(engine);
        await UntilAsync(mesh, HttpStatusCode.OK);
        await Waiting.UntilAsync(() => engine.Upstream.Counts.Models["my-model"].Answers > 0);

        engine.Kill();
        await UntilAsync(mesh, HttpStatusCode.ServiceUnavailable);
        using var refused = await AskAsync(mesh);
        Assert.Contains("no_capacity", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        engine.Restart();
        await UntilAsync(mesh, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Metrics_OfAWorker_TellItsEnginesStateAndWait()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["my-model"]);
        await using var mesh = await StartAsync(engine);
        await UntilAsync(mesh, HttpStatusCode.OK);

        var scrape = await Scrape.OfAsync(mesh);

        var label = $"engine=\"vllm-{engine.Upstream.Server.Port}\"";
        Assert.Equal(2, scrape.Value("meshsilo_engine_state", label));
        Assert.Equal(0, scrape.Value("meshsilo_engine_waiting", label));
        Assert.Equal(0, scrape.Value("meshsilo_engine_queue_seconds", label));
        Assert.True(scrape.Value("meshsilo_engine_prefill_tokens_per_second", label) > 0);
        Assert.Null(scrape.Value("meshsilo_engine_gauge_missing", label));
    }

    private static Task<RunningMesh> StartAsync(FakeEngine engine) =>
        RunningMesh.StartAsync(Catalog, settings => (settings.Role, settings.Node, settings.Engines) = ("edge,worker", "gpu-1", engine.Root));

    private static async Task UntilAsync(RunningMesh mesh, HttpStatusCode status)
    {
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(50))
        {
            using var response = await AskAsync(mesh);
            if (response.StatusCode == status)
            {
                return;
            }

            Assert.True(Stopwatch.GetElapsedTime(began) < s_patience, $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    private static Task<HttpResponseMessage> AskAsync(RunningMesh mesh) => mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("my-model"));
}
