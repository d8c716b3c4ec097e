using System.Globalization;
using System.Net;
using Google.Rpc;
using Grpc.Core;
using Mesh.Grains.Admission;
using Mesh.Load;
using Mesh.Silo.Tests.Access;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Silo.Tests.Observability;
using Mesh.Testing;
using Microsoft.Extensions.DependencyInjection;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Admission;

/// <summary>One place, one that may wait, and an upstream that answers when it is told to.</summary>
[Collection(CountingAlone.Name)]
public sealed class QueuedDoorTests : IAsyncLifetime, IDisposable
{
    private readonly SemaphoreSlim _release = new(0);
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r =>
        {
            _release.Wait(TimeSpan.FromMinutes(1));
            return r.Path.EndsWith("embeddings", StringComparison.Ordinal) ? UpstreamReply.Json("""{"data":[{"index":0,"embedding":[1]}],"usage":{"prompt_tokens":5,"total_tokens":5}}""") : ChatReplies.Answer(r, ["fine"]);
        });
        _mesh = await RunningMesh.StartAsync(Catalog(_upstream.Url));
    }

    public void Dispose() => _release.Dispose();

    public async Task DisposeAsync()
    {
        _release.Release(100);
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task OpenAI_PlaceTaken_WaitsAndIsServedWhenItComesBack()
    {
        var first = await BeginAsync();
        var second = _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("m", ",\"stream\":true"));
        await QueuedAsync(1);

        _release.Release(2);
        using var answers = await second;

        Assert.Contains("fine", await answers.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        var scrape = await Scrape.OfAsync(_mesh);
        Assert.Equal(1, scrape.Value("meshsilo_admission_wait_seconds_count", "class=\"standard\""));
        Assert.Equal(0, scrape.Value("meshsilo_admission_queued", "gen_ai_request_model=\"m\"", "class=\"standard\""));
    }

    [Fact]
    public async Task OpenAI_QueueFull_IsRefusedWithTheHint()
    {
        var first = await BeginAsync();
        var second = PostAsync();
        await QueuedAsync(1);

        using var refused = await PostAsync();
        var error = await refused.ErrorAsync();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "overloaded", "no_capacity"), (refused.StatusCode, error["code"]!.GetValue<string>(), error["mesh_code"]!.GetValue<string>()));
        Assert.Contains("queue of model 'm' is full: 1 of at most 1 wait, class standard", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.InRange(int.Parse(refused.Header("retry-after"), CultureInfo.InvariantCulture), 1, 60);
        Assert.InRange(int.Parse(refused.Header("retry-after-ms"), CultureInfo.InvariantCulture), 100, 60_000);
        Assert.Equal(1, _upstream.Started);
        Assert.Equal(1, (await Scrape.OfAsync(_mesh, underWay: 2)).Value("meshsilo_admission_refused_total", "gen_ai_request_model=\"m\"", "class=\"standard\"", "reason=\"queue_full\""));
        _release.Release(2);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), ((await first).StatusCode, (await second).StatusCode));
    }

    [Fact]
    public async Task Grpc_QueueFull_IsUnavailableWithRetryInfoAndErrorInfo()
    {
        await using var grpc = GrpcCaller.Open(_mesh);
        var first = await BeginAsync();
        var second = grpc.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask() });
        await QueuedAsync(1);

        var unary = await GrpcCaller.FaultAsync(grpc.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask() }));
        var (_, stream) = await GrpcCaller.ReadAsync(grpc.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask())));
        var embed = await GrpcCaller.FaultAsync(grpc.Embeddings.EmbedAsync(new V1.EmbedRequest { Model = "m", Inputs = { "a" } }));

        Assert.All((RpcException[])[unary, stream!, embed], e =>
        {
            Assert.Equal((StatusCode.Unavailable, "OVERLOADED", "no_capacity"), (e.StatusCode, GrpcCaller.Info(e).Reason, GrpcCaller.Info(e).Metadata["code"]));
            Assert.True(e.GetRpcStatus()!.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan() >= TimeSpan.FromMilliseconds(100));
        });
        _release.Release(2);
        Assert.Equal("fine", (await second).Choices[0].Content);
        await first;
    }

    [Fact]
    public async Task Embeddings_PlaceTaken_WaitAndAreServed()
    {
        var first = await BeginAsync();
        var second = _mesh.PostAsync("/v1/embeddings", """{"model":"m","input":"a"}""");
        await QueuedAsync(1);

        _release.Release(2);

        Assert.Equal(HttpStatusCode.OK, (await second).StatusCode);
        await first;
    }

    [Fact]
    public async Task Critical_QueueFull_TakesThePlaceOfWhoeverWaits()
    {
        var first = await BeginAsync();
        var standard = PostAsync();
        await QueuedAsync(1);

        var critical = PostAsync("critical");
        using var evicted = await standard;

        await evicted.RefusedAsync(HttpStatusCode.ServiceUnavailable, "overloaded");
        _release.Release(2);
        Assert.Equal(HttpStatusCode.OK, (await critical).StatusCode);
        await first;
    }

    [Fact]
    public async Task Waiting_CallerGoesAwayOrItsDeadlinePasses_LeavesAtOnceAndAsksNobody()
    {
        var first = await BeginAsync();
        using var leaving = new CancellationTokenSource();
        var gone = _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("m"), leaving.Token);
        await QueuedAsync(1);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        await QueuedAsync(0);

        using var late = await _mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json(OpenAICaller.Chat("m")), ("x-mesh-timeout-ms", "200"));

        await late.RefusedAsync(HttpStatusCode.GatewayTimeout, "deadline_exceeded");
        await QueuedAsync(0);
        _release.Release();
        await first;
        Assert.Equal(1, _upstream.Started);
    }

    [Fact]
    public async Task Class_ThatIsNone_IsRefusedByName()
    {
        await using var grpc = GrpcCaller.Open(_mesh);
        using var http = await PostAsync("urgent");
        var chat = GrpcCaller.Ask();
        chat.WorkClass = (V1.WorkClass)9;

        await http.RefusedAsync(HttpStatusCode.BadRequest, "invalid_value", "x-mesh-class");
        Assert.Equal("chat.work_class", GrpcCaller.Field(await GrpcCaller.FaultAsync(grpc.Chat.CompleteAsync(new V1.CompleteRequest { Chat = chat }))));
        Assert.Equal("work_class", GrpcCaller.Field(await GrpcCaller.FaultAsync(grpc.Embeddings.EmbedAsync(new V1.EmbedRequest { Model = "m", Inputs = { "a" }, WorkClass = (V1.WorkClass)9 }))));
    }

    [Theory]
    [InlineData("m", "sheddable", false, HttpStatusCode.OK)]
    [InlineData("m", "standard", false, HttpStatusCode.OK)]
    [InlineData("m", "critical", false, HttpStatusCode.Forbidden)]
    [InlineData("m", "critical", true, HttpStatusCode.OK)]
    [InlineData("low", "standard", false, HttpStatusCode.Forbidden)]
    [InlineData("high", "critical", false, HttpStatusCode.OK)]
    public async Task Class_AboveTheRoutes_NeedsTheScope(string model, string workClass, bool scope, HttpStatusCode status)
    {
        var key = "";
        await using var mesh = await RunningMesh.StartAsync(Catalog(_upstream.Url), settings => key = TestKeys.Add(settings.KeyFile, scope ? ["critical"] : []));
        await using var grpc = GrpcCaller.Open(mesh);
        var chat = GrpcCaller.Ask(model);
        chat.WorkClass = Enum.Parse<V1.WorkClass>(workClass, ignoreCase: true);
        _release.Release(2);

        using var http = await mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json(OpenAICaller.Chat(model)), ("x-mesh-class", workClass), ("Authorization", $"Bearer {key}"));
        var call = grpc.Chat.CompleteAsync(new V1.CompleteRequest { Chat = chat }, new Metadata { { "authorization", $"Bearer {key}" } });

        Assert.Equal(status, http.StatusCode);
        if (status == HttpStatusCode.OK)
        {
            await call;
        }
        else
        {
            Assert.Equal((StatusCode.PermissionDenied, "SCOPE_MISSING"), ((await GrpcCaller.FaultAsync(call)) is var e ? (e.StatusCode, GrpcCaller.Info(e).Reason) : default));
        }
    }

    [Fact]
    public async Task Silo_AtItsBound_RefusesEverythingNewAndServesAgainAfterwards()
    {
        await using var mesh = await RunningMesh.StartAsync(Catalog(_upstream.Url), settings => settings.MaxRequests = 1);
        await using var grpc = GrpcCaller.Open(mesh);
        var first = mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("m"));
        await Waiting.UntilAsync(() => _upstream.Started == 1);

        using var refused = await mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json(OpenAICaller.Chat("m")), ("x-mesh-class", "critical"));
        var fault = await GrpcCaller.FaultAsync(grpc.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask() }));

        await refused.RefusedAsync(HttpStatusCode.ServiceUnavailable, "overloaded");
        Assert.Equal("OVERLOADED", GrpcCaller.Info(fault).Reason);
        _release.Release(2);
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);

        // A caller has its answer a moment before the silo has counted it out.
        await Waiting.UntilAsync(() => mesh.Services.GetRequiredService<SiloPressure>().UnderWay == 0);
        using var after = await mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("m"));
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    private static string Catalog(string url) => $$"""
        providers:
          fake: { kind: openai-compatible, baseUrl: "{{url}}" }
        models:
          m: { capabilities: [text, embeddings], price: { in: 1, out: 2 }, queue: { length: 1, longestWait: 60s } }
        endpoints:
          m-api: { provider: fake, model: m, limits: { concurrency: 1 } }
        routes:
          low:  { candidates: [m], class: sheddable }
          high: { candidates: [m], class: critical }
        """;

    private Task<HttpResponseMessage> PostAsync(string? workClass = null) =>
        _mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json(OpenAICaller.Chat("m")), workClass is null ? [] : [("x-mesh-class", workClass)]);

    // A request that has the place.
    private async Task<Task<HttpResponseMessage>> BeginAsync()
    {
        var first = PostAsync();
        await Waiting.UntilAsync(() => _upstream.Started == 1);
        return first;
    }

    private Task QueuedAsync(int count) =>
        Waiting.UntilAsync(() => _mesh.Services.GetRequiredService<AdmissionControl>().Queued.Sum(q => q.Count) == count, $"{count} in the queue");
}
