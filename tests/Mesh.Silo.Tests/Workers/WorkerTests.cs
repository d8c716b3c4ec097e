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
        await UntilAsync(mesh, HttpStatusCode.ServiceUnavailable, "no_capacity");

        engine.Restart();
        await UntilAsync(mesh, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Metrics_OfAWorker_TellItsEnginesStateAndWait()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["my-model"]);
        await using var mesh = await StartAsync(engine);
        await UntilAsync(mesh, HttpStatusCode.OK);

        var label = $"engine=\"vllm-{engine.Upstream.Server.Port}\"";
        var scrape = await Scrape.OfAsync(mesh);

        // Its page may have been read last while it answered.
        for (var looks = 0; looks < 60 && (scrape.Value("meshsilo_engine_waiting", label), scrape.Value("meshsilo_engine_queue_seconds", label)) != (0, 0); looks++)
        {
            scrape = await Scrape.OfAsync(mesh);
        }

        Assert.Equal(2, scrape.Value("meshsilo_engine_state", label));
        Assert.Equal(0, scrape.Value("meshsilo_engine_waiting", label));
        Assert.Equal(0, scrape.Value("meshsilo_engine_queue_seconds", label));
        Assert.True(scrape.Value("meshsilo_engine_prefill_tokens_per_second", label) > 0);
        Assert.Null(scrape.Value("meshsilo_engine_gauge_missing", label));
    }

    private static Task<RunningMesh> StartAsync(FakeEngine engine) =>
        RunningMesh.StartAsync(Catalog, settings => (settings.Role, settings.Node, settings.Engines) = ("edge,worker", "gpu-1", engine.Root));

    private static async Task UntilAsync(RunningMesh mesh, HttpStatusCode status, string words = "")
    {
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(50))
        {
            using var response = await AskAsync(mesh);
            var text = await response.Content.ReadAsStringAsync();
            if (response.StatusCode == status && text.Contains(words, StringComparison.Ordinal))
            {
                return;
            }

            Assert.True(Stopwatch.GetElapsedTime(began) < s_patience, $"{(int)response.StatusCode}: {text}");
        }
    }

    private static Task<HttpResponseMessage> AskAsync(RunningMesh mesh) => mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("my-model"));
}
