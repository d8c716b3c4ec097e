using Grpc.Core;
using Mesh.Keys;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Catalog;
using Mesh.Testing;
using Mesh.Testing.Programs;

namespace Mesh.Silo.Tests.Caching;

/// <summary>An operator drops what is kept of a tenant: on one silo, and on all of a cluster and its Redis.</summary>
public sealed class ClearedCacheTests
{
    private const string Routes = "routes: { faq: { candidates: [m], cache: { exact: { ttl: 10m }, semantic: { embedding: m, threshold: 0.8, timeout: 10s } } } }";
    private const string Tenant = "local";
    private const string Question = "How do I reset my password?";
    private const string Again = "How can I reset my password";

    [Fact]
    public async Task Clear_OfATenant_DropsItsAnswersAndQuestionsAndNoOthers()
    {
        string[] keys = [];
        await using var mesh = await CachedMesh.StartAsync(Answer, Routes, settings => keys = [Add(settings.KeyFile, "acme"), Add(settings.KeyFile, "other"), Add(settings.KeyFile, "ops", "admin")]);
        foreach (var key in keys[..2])
        {
            await mesh.AskAsync(CachedMesh.Ask("faq", Question), Bearer(key));
        }

        var done = await mesh.ClearAsync("acme", keys[2]);

        var silo = Assert.Single(done.Silos);
        Assert.Equal((true, 1, 1, false), (silo.Cleared, silo.Answers, silo.Questions, done.HasShared));
        Assert.Null((await mesh.AskAsync(CachedMesh.Ask("faq", Again), Bearer(keys[0]))).Source);
        Assert.Equal("semantic", (await mesh.AskAsync(CachedMesh.Ask("faq", Again), Bearer(keys[1]))).Source);
        Assert.Equal("exact", (await mesh.AskAsync(CachedMesh.Ask("faq", Question), Bearer(keys[1]))).Source);
    }

    [Fact]
    public async Task Clear_WhileAnAnswerIsOnItsWay_KeepsNoneOfIt()
    {
        using var gate = new ManualResetEventSlim();
        await using var mesh = await CachedMesh.StartAsync(
            r =>
            {
                gate.Wait();
                return Answer(r);
            },
            Routes);
        var asking = mesh.AskAsync(CachedMesh.Ask("faq", Question));
        await Waiting.UntilAsync(() => mesh.Chats == 1);

        await mesh.ClearAsync(Tenant);
        gate.Set();
        await asking;
        await CachedMesh.SettledAsync(mesh.Mesh);

        Assert.Null((await mesh.AskAsync(CachedMesh.Ask("faq", Question))).Source);
    }

    // It goes into the log.
    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    public async Task Clear_OfNoTenant_NamesTheField(string tenant)
    {
        await using var mesh = await CachedMesh.StartAsync(Answer, Routes);

        var fault = await Assert.ThrowsAsync<RpcException>(() => mesh.ClearAsync(tenant));

        Assert.Equal((StatusCode.InvalidArgument, "tenant"), (fault.StatusCode, GrpcCaller.Field(fault)));
    }

    [Fact]
    public async Task Clear_ByAKeyThatMayNotAdminister_IsRefused()
    {
        string[] keys = [];
        await using var mesh = await CachedMesh.StartAsync(Answer, Routes, settings => keys = [Add(settings.KeyFile, "acme"), Add(settings.KeyFile, "ops", "admin")]);

        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => mesh.ClearAsync("acme", keys[0]))).StatusCode);
    }

    [Fact]
    public async Task TwoSilos_OverOneRedis_ShareAnswersAndLoseThemTogether()
    {
        await using var redis = await RedisServer.StartAsync();
        using var folder = new ClusterFolder();
        await using var one = await CachedMesh.StartAsync(Answer, Routes, settings => folder.Join(settings, redis, "one"));
        await using var two = await one.AddAsync(Routes, settings => folder.Join(settings, redis, "two"));

        // What is shared is there a moment after it was answered; after a late answer of the Redis, as first ones are, nothing is for some seconds.
        var (asked, first) = (0, (CachedReply?)null);
        await CatalogMesh.EventuallyAsync(
            async () =>
            {
                var (before, answer) = (one.Chats, first?.Body);
                if (first is not null && await two.AskAsync(CachedMesh.Ask("faq", Question, More(asked))) is { Source: "exact" } shared)
                {
                    return (shared.Body, one.Chats) == (answer, before);
                }

                first = await one.AskAsync(CachedMesh.Ask("faq", Question, More(++asked)));
                return false;
            },
            "an answer from the other silo",
            seconds: 240);

        Assert.Equal("semantic", (await one.AskAsync(CachedMesh.Ask("faq", Again, More(asked)))).Source);

        var done = await two.ClearAsync(Tenant);

        Assert.Equal(["one", "two"], done.Silos.Select(s => s.Name));
        Assert.All(done.Silos, s => Assert.True(s.Cleared && s.Answers > 0));
        Assert.True(done.Shared > 0, done.SharedFault);
        Assert.Null((await one.AskAsync(CachedMesh.Ask("faq", Again, More(asked)))).Source);
    }

    private static string More(int asked) => $",\"max_tokens\":{100 + asked}";

    private static UpstreamReply Answer(UpstreamRequest request) => ChatReplies.Answer(request, ["By the form."]);

    private static (string, string)[] Bearer(string key) => [("authorization", $"Bearer {key}")];

    private static string Add(string file, string tenant, params string[] scopes) =>
        new KeyFile(file).Add(new KeyRequest("test", tenant, "web", scopes), Pepper.FindOrCreate(file, _ => null), DateTimeOffset.UtcNow).Key.Reveal();
}
