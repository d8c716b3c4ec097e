using System.Diagnostics;
using Grpc.Core;
using Mesh.Cluster.Tests.Callers;
using Mesh.Cluster.Tests.Processes;
using MeshSilo.V1;
using File = System.IO.File;

namespace Mesh.Cluster.Tests.Redis;

[Collection(Chaos.WholeMachine.Name)]
public sealed class RedisSafetyTests
{
    private const string Question = """{"model":"m","messages":[{"role":"user","content":"hello"}]}""";
    private static readonly ClusterShape s_shape = new()
    {
        Catalog = """
            defaults: { allowSimulated: true }
            providers:
              sim: { kind: simulated }
            models:
              m: { simulated: { tokensPerSecond: 0 }, price: { in: 1, out: 2 } }
            endpoints:
              m-sim: { provider: sim, model: m }
            """,
    };

    [ProgramFact("redis-server")]
    public async Task Cluster_OfTwoSilos_IsOneInTheTableAndInTheCatalogue()
    {
        await using var cluster = await ClusterProcesses.StartAsync(s_shape);

        var members = await cluster.Redis.CommandAsync("HVALS", "mesh/members/mesh");
        Assert.Equal(2, members.Split("\"Status\":3").Length - 1);
        Assert.Contains("\"SiloName\":\"edge-1\"", members, StringComparison.Ordinal);
        foreach (var silo in cluster.Silos)
        {
            Assert.Equal(1, (await silo.Admin.ListRevisionsAsync(new ListRevisionsRequest())).Revisions.Single().Number);
        }
    }

    [ProgramFact("redis-server")]
    public async Task Silo_OfAnotherSecret_IsRefusedByTheOthersAndNeverServes()
    {
        await using var cluster = await ClusterProcesses.StartAsync(s_shape with { Edges = 1 });
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("secret"), "A7xW2eQ9rT4yU1iO6pS3dF8gH5jK0lZm");
        await using var stranger = new SiloProcess("stranger", folder.Path, ["--redis", cluster.Redis.Connection, "--cluster-secret", $"file:{folder.File("secret")}"]);

        await stranger.BeginAsync();
        await cluster.Edges[0].Process.SaysAsync("A connection from 127.0.0.1");

        Assert.False(await stranger.IsReadyAsync());
        Assert.True(await cluster.Edges[0].IsReadyAsync());
    }

    [ProgramFact("redis-server")]
    public async Task FlushAll_UnderTraffic_FreezesTheStoreAndNothingElse()
    {
        await using var cluster = await ClusterProcesses.StartAsync(s_shape);
        await using var balancer = new ReadySilos(cluster.Edges);
        await balancer.UntilAsync(2);
        await using var callers = new ClusterCallers(balancer);
        callers.Ask(perSecond: 20, Question);

        await cluster.Redis.CommandAsync("FLUSHALL");
        var wiped = Stopwatch.GetTimestamp();
        foreach (var silo in cluster.Silos)
        {
            await silo.Process.SaysAsync("The store is frozen (store_wiped)");
        }

        var noticed = Stopwatch.GetElapsedTime(wiped);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await cluster.Edges[1].Admin.ApplyCatalogAsync(Edit()));

        // Longer than the 10 s after which a silo that misses its row alone would stop.
        await Task.Delay(TimeSpan.FromSeconds(15));
        var figures = await callers.EndAsync();

        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.Contains("lost its data", refused.Status.Detail, StringComparison.Ordinal);
        Assert.True(figures.Failed.Count == 0 && figures.Whole > 200, figures.ToString());
        Assert.True(noticed < TimeSpan.FromSeconds(10), $"noticed after {noticed}");
        Assert.All(cluster.Silos, s => Assert.False(s.Process.HasEnded));
    }

    [ProgramFact("redis-server")]
    public async Task Restart_OverAWipedRedis_IsRefusedUntilAdopted()
    {
        await using var cluster = await ClusterProcesses.StartAsync(s_shape with { Edges = 1 });
        var edge = cluster.Edges[0];
        await edge.Process.TerminateAsync();
        await cluster.Redis.CommandAsync("FLUSHALL");

        await edge.BeginAsync();
        Assert.Equal(1, await edge.Process.EndAsync());
        Assert.Contains("--redis: the Redis holds no data", edge.Process.Output, StringComparison.Ordinal);
        Assert.Contains("was wiped", edge.Process.Output, StringComparison.Ordinal);
        Assert.Equal("", (await cluster.Redis.CommandAsync("KEYS", "*")).Trim());

        await edge.BeginAsync("--redis-adopt");
        await edge.Process.SaysAsync("MeshSilo is ready");
    }

    [ProgramFact("redis-server")]
    public async Task MembershipKey_Deleted_StopsEverySiloWithAFailure()
    {
        await using var cluster = await ClusterProcesses.StartAsync(s_shape with { Settings = ["--drain", "1", "--drain-notice", "1", "--shutdown", "20"] });
        await cluster.Redis.CommandAsync("DEL", "mesh/members/mesh");
        var deleted = Stopwatch.GetTimestamp();

        foreach (var silo in cluster.Silos)
        {
            Assert.Equal(1, await silo.Process.EndAsync());
            Assert.Contains("has not been among its cluster's members", silo.Process.Output, StringComparison.Ordinal);
        }

        Assert.True(Stopwatch.GetElapsedTime(deleted) < TimeSpan.FromSeconds(120));
        await cluster.Edges[0].StartAsync();
        Assert.Equal(1, (await cluster.Edges[0].Admin.ListRevisionsAsync(new ListRevisionsRequest())).Revisions[^1].Number);
    }

    [ProgramFact("redis-server")]
    public async Task Start_RedisThatSyncsEachSecond_IsRefusedWithTheMendUnlessVolatile()
    {
        using var folder = new TemporaryFolder();
        await using var redis = await RedisProcess.StartAsync(folder.Path, settings: ["--appendfsync", "everysec", "--maxmemory-policy", "allkeys-lru"]);
        await File.WriteAllTextAsync(folder.File("secret"), "A7xW2eQ9rT4yU1iO6pS3dF8gH5jK0lZm");
        await using var silo = new SiloProcess("edge-1", folder.File("edge"), ["--redis", redis.Connection, "--cluster-secret", $"file:{folder.File("secret")}"]);

        await silo.BeginAsync();
        Assert.Equal(1, await silo.Process.EndAsync());
        Assert.Contains("Set 'appendfsync always'", silo.Process.Output, StringComparison.Ordinal);
        Assert.Contains("Set 'maxmemory-policy noeviction'", silo.Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", silo.Process.Output, StringComparison.Ordinal);

        await silo.BeginAsync("--redis-durability", "volatile");
        await silo.Process.SaysAsync("MeshSilo is ready");
        Assert.Contains("may be lost with it", silo.Process.Output, StringComparison.Ordinal);
    }

    [ProgramFact("redis-server")]
    public async Task Start_RedisThatHidesItsConfiguration_AsksForADeclaration()
    {
        using var folder = new TemporaryFolder();
        await using var redis = await RedisProcess.StartAsync(folder.Path, settings: ["--rename-command", "CONFIG", ""]);
        await File.WriteAllTextAsync(folder.File("secret"), "A7xW2eQ9rT4yU1iO6pS3dF8gH5jK0lZm");
        await using var silo = new SiloProcess("edge-1", folder.File("edge"), ["--redis", redis.Connection, "--cluster-secret", $"file:{folder.File("secret")}"]);

        await silo.BeginAsync();
        Assert.Equal(1, await silo.Process.EndAsync());
        Assert.Contains("does not let CONFIG be read", silo.Process.Output, StringComparison.Ordinal);

        await silo.BeginAsync("--redis-durability", "declared");
        await silo.Process.SaysAsync("MeshSilo is ready");
    }

    [ProgramFact("redis-server")]
    public async Task Redis_KilledForAMinute_HarmsNoStatelessRequest()
    {
        await using var cluster = await ClusterProcesses.StartAsync(s_shape);
        await using var balancer = new ReadySilos(cluster.Edges);
        await balancer.UntilAsync(2);
        await using var callers = new ClusterCallers(balancer);
        callers.Ask(perSecond: 20, Question);
        callers.Listen(streams: 4, Question.Replace("{\"model\"", "{\"stream\":true,\"model\"", StringComparison.Ordinal));

        await cluster.Redis.BounceAsync(TimeSpan.FromSeconds(60));
        var figures = await callers.EndAsync();

        Assert.True(figures.Failed.Count == 0 && figures.Unsent == 0 && figures.Whole > 1000, figures.ToString());
        Assert.All(cluster.Silos, s => Assert.False(s.Process.HasEnded));
        var result = await AppliedAsync(cluster.Edges[1]);
        Assert.Equal(2, result.Revision.Number);
    }

    // Connections to the Redis come back within a second or two of it.
    private static async Task<CatalogResult> AppliedAsync(SiloProcess silo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        RpcException? refusal = null;
        while (true)
        {
            try
            {
                return await silo.Admin.ApplyCatalogAsync(Edit(), cancellationToken: patience.Token);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable && !patience.IsCancellationRequested)
            {
                refusal = e;
                await Task.Delay(100, CancellationToken.None);
            }
            catch (Exception e) when (refusal is not null)
            {
                throw new InvalidOperationException($"It was refused for minutes: {refusal.Status.Detail}. {silo.Process.Output}", e);
            }
        }
    }

    private static ApplyCatalogRequest Edit() => new() { Author = "test", Files = { new CatalogFile { Name = "catalog.yaml", Text = s_shape.Catalog.Replace("in: 1", "in: 3", StringComparison.Ordinal) } } };
}
