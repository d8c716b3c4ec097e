using System.Net;
using Mesh.Grains.Catalog;
using Mesh.Load;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Silo.Tests.Sdk;
using Mesh.Testing;
using Mesh.Testing.Files;
using Mesh.Testing.Programs;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Silo.Tests.Observability;

[Collection(CountingAlone.Name)]
public sealed class MetricsTests : IAsyncLifetime
{
    // As many as the retry budget pays for: a further one moves only where the first endpoint is out by then, which is a matter of time.
    private const int Moves = 3;
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["Grüße", " aus", " 東京"]));
        _mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(_upstream.Url, "  spare: { provider: fake, model: m, upstreamModel: up-2, limits: { concurrency: 4 } }\nroutes:\n  r: { balance: priority, candidates: [m] }"));
    }

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Answers_UnaryAndStreamed_AreCountedWithTokensAndSpend()
    {
        await AskAsync(OpenAICaller.Chat("m-api"));
        await AskAsync(OpenAICaller.Chat("m-api", ",\"stream\":true"));

        var scrape = await Scrape.OfAsync(_mesh);

        Assert.Equal(2, scrape.Value("gen_ai_server_request_duration_seconds_count", "gen_ai_request_model=\"m\"", "gen_ai_original_model=\"m-api\"", "gen_ai_operation_name=\"chat\"", "gen_ai_provider_name=\"fake\""));
        Assert.Equal(1, scrape.Value("gen_ai_server_time_to_first_token_seconds_count", "gen_ai_request_model=\"m\""));
        Assert.Equal(1, scrape.Value("gen_ai_server_time_per_output_token_seconds_count", "gen_ai_request_model=\"m\""));
        Assert.Equal(14, scrape.Value("gen_ai_client_token_usage_sum", "gen_ai_token_type=\"input\""));
        Assert.Equal(6, scrape.Value("gen_ai_client_token_usage_sum", "gen_ai_token_type=\"output\""));
        Assert.Equal(6, scrape.Value("meshsilo_model_tokens_total", "gen_ai_token_type=\"output\""));
        Assert.Equal(0.000026, scrape.Value("meshsilo_model_cost_usd_total", "endpoint=\"m-api\"")!.Value, 9);
        Assert.Equal(2, scrape.Value("meshsilo_attempts_total", "endpoint=\"m-api\"", "outcome=\"ok\""));
        Assert.Equal(2, scrape.Value("meshsilo_router_decisions_total", "route=\"m-api\""));
        Assert.Equal(2, scrape.Value("meshsilo_router_duration_seconds_count"));
        Assert.Equal(1, scrape.Value("meshsilo_build_info"));
        Assert.Equal(1, scrape.Value("meshsilo_catalog_revision"));
    }

    [Fact]
    public async Task Answer_OfAnEndpointThatIsTakenOutMeanwhile_IsCountedToo()
    {
        using var asked = new SemaphoreSlim(0);
        using var answering = new SemaphoreSlim(0);
        _upstream.Script = r =>
        {
            asked.Release();
            answering.Wait(TimeSpan.FromMinutes(1));
            return ChatReplies.Answer(r, ["late"]);
        };
        var asking = AskAsync(OpenAICaller.Chat("spare"));
        Assert.True(await asked.WaitAsync(TimeSpan.FromMinutes(1)));
        await FollowedFile.ReplaceAsync(_mesh.CatalogFile, RunningMesh.Catalog(_upstream.Url));
        await Waiting.UntilAsync(() => !_mesh.Services.GetRequiredService<CatalogView>().Current.Knows("spare"));
        answering.Release();
        await asking;

        var scrape = await Scrape.OfAsync(_mesh);

        Assert.Equal(1, scrape.Value("gen_ai_server_request_duration_seconds_count", "gen_ai_original_model=\"spare\""));
    }

    [Fact]
    public async Task Embeddings_Vectors_AreTheirOwnOperation()
    {
        _upstream.Script = _ => UpstreamReply.Json("""{"data":[{"index":0,"embedding":[1]}],"usage":{"prompt_tokens":5,"total_tokens":5}}""");

        using var response = await _mesh.PostAsync("/v1/embeddings", """{"model":"m","input":"a"}""");
        var scrape = await Scrape.OfAsync(_mesh);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, scrape.Value("gen_ai_server_request_duration_seconds_count", "gen_ai_operation_name=\"embeddings\""));
        Assert.Null(scrape.Value("gen_ai_server_time_to_first_token_seconds_count"));
        Assert.Null(scrape.Value("gen_ai_client_token_usage_count", "gen_ai_token_type=\"output\""));
    }

    [Fact]
    public async Task Failures_RejectionsFailoversAndAborts_AreToldApart()
    {
        _upstream.Script = r => r.Model == "up-1" ? UpstreamReply.Json("{}", 500) : UpstreamReply.Events(ChatReplies.Chunk("""{"content":"half"}""", "null")) with { Ending = UpstreamEnding.Reset };
        for (var i = 0; i < Moves; i++)
        {
            using var response = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("r", ",\"stream\":true"));
            await response.Content.ReadAsStringAsync();
        }

        using var refused = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("m-api"));
        using var unknown = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("nobody"));
        var scrape = await Scrape.OfAsync(_mesh);

        var failovers = scrape.Value("meshsilo_failovers_total", "endpoint=\"m-api\"", "gen_ai_request_model=\"m\"") ?? 0;
        Assert.Equal(Moves, scrape.Value("meshsilo_stream_aborts_total", "gen_ai_request_model=\"m\"", "reason=\"upstream_error\""));
        Assert.Equal(Moves, scrape.Value("meshsilo_attempts_total", "endpoint=\"spare\"", "outcome=\"broken\""));
        Assert.Equal(failovers + 1, scrape.Value("meshsilo_attempts_total", "endpoint=\"m-api\"", "outcome=\"server_error\""));
        Assert.Equal(1, scrape.Value("meshsilo_rejections_total", "gen_ai_original_model=\"m-api\"", "reason=\"upstream_failed\""));
        Assert.Equal(1, scrape.Value("meshsilo_rejections_total", "gen_ai_original_model=\"_unknown\"", "reason=\"not_found\""));
        Assert.Equal(Moves, scrape.Value("gen_ai_server_request_duration_seconds_count", "error_type=\"interrupted\""));
        Assert.Equal(1, scrape.Value("meshsilo_door_errors_total", "door=\"openai\"", "error_type=\"not_found\""));
    }

    [Fact]
    public async Task Gauges_WhileARequestRuns_ShowItAndTheCircuitsAndLimits()
    {
        _upstream.Script = _ => UpstreamReply.Events(ChatReplies.Chunk("""{"content":"a"}""", "null")) with { Ending = UpstreamEnding.Silence };
        var running = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("m-api", ",\"stream\":true"));
        var during = await Scrape.OfAsync(_mesh, underWay: 1);
        running.Dispose();
        await Waiting.UntilAsync(() => _upstream.Aborted == 1);

        // An endpoint that refuses the mesh's key is out for minutes, however slow the machine is.
        _upstream.Script = _ => UpstreamReply.Json("{}", 401);
        using var failing = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("spare"));

        var after = await Scrape.OfAsync(_mesh);

        Assert.Equal(1, during.Value("meshsilo_requests_in_flight"));
        Assert.Equal(0, after.Value("meshsilo_requests_in_flight"));
        Assert.Equal(1, during.Value("meshsilo_endpoint_in_flight", "endpoint=\"m-api\""));
        Assert.Equal(0, during.Value("meshsilo_endpoint_in_flight", "endpoint=\"spare\""));
        Assert.Equal(0, during.Value("meshsilo_endpoint_circuit_state", "endpoint=\"spare\""));
        Assert.Equal(4, during.Value("meshsilo_endpoint_concurrency_limit", "endpoint=\"spare\""));
        Assert.Null(during.Value("meshsilo_endpoint_concurrency_limit", "endpoint=\"m-api\""));
        Assert.Equal(0, after.Value("meshsilo_endpoint_in_flight", "endpoint=\"m-api\""));
        Assert.Equal(2, after.Value("meshsilo_endpoint_circuit_state", "endpoint=\"spare\""));
        Assert.Equal(1, after.Value("meshsilo_stream_aborts_total", "reason=\"client_cancelled\""));
    }

    [Fact]
    public async Task Names_ThatNobodyKnows_AddNoSeries()
    {
        await AskAsync(OpenAICaller.Chat("nobody"));
        var before = await Scrape.OfAsync(_mesh);
        for (var i = 0; i < 1000; i++)
        {
            await AskAsync(OpenAICaller.Chat($"random-{i:x}-{i * 7919}"));
        }

        var after = await Scrape.OfAsync(_mesh);

        Assert.Equal(before.Series, after.Series);
        Assert.Equal(1001, after.Value("meshsilo_rejections_total", "reason=\"not_found\""));
        Assert.DoesNotContain("random-", after.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Families_OfRuntimeAndOrleans_AreThereToo()
    {
        var scrape = await Scrape.OfAsync(_mesh);

        Assert.Contains("dotnet_gc_", scrape.Text, StringComparison.Ordinal);
        Assert.Contains("orleans_", scrape.Text, StringComparison.Ordinal);
    }

    [ProgramFact("promtool", "prometheus")]
    public async Task Families_OwnOnes_PassPromtool()
    {
        await AskAsync(OpenAICaller.Chat("m-api", ",\"stream\":true"));
        await AskAsync(OpenAICaller.Chat("nobody"));
        var scrape = await Scrape.OfAsync(_mesh);

        var (code, output) = await ExternalProgram.RunAsync(ExternalProgram.Find("promtool")!, ["check", "metrics"], TestData.Root, scrape.Own);
        var (broken, _) = await ExternalProgram.RunAsync(ExternalProgram.Find("promtool")!, ["check", "metrics"], TestData.Root, "# TYPE meshsilo_x counter\nmeshsilo_x 1\n");

        Assert.Equal((0, ""), (code, output));
        Assert.NotEqual(0, broken);
    }

    private async Task AskAsync(string body)
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", body);
        await response.Content.ReadAsStringAsync();
    }
}
