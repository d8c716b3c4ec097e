using Mesh.Cluster.Tests.Processes;
using ListRevisionsRequest = MeshSilo.V1.ListRevisionsRequest;

namespace Mesh.Cluster.Tests;

public sealed class CatalogueOverRestartsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Edit_NamingAnUpstream_IsServedByIt()
    {
        await using var upstream = RunningProcess.StartBuilt("Mesh.FakeUpstream.dll", ["--port", $"{Port()}", "--tokens", "3"]);
        await upstream.SaysAsync("fake upstream at ");
        var url = upstream.Output.Split("fake upstream at ")[1].Trim();
        await File.WriteAllTextAsync(_folder.File("catalog.yaml"), Catalog("http://127.0.0.1:9/v1"));
        await using var mesh = await MeshProcess.StartAsync(_folder.Path, "--catalog", "catalog.yaml");
        Assert.Contains("upstream_unreachable", await mesh.AskAsync("m"), StringComparison.Ordinal);

        await File.WriteAllTextAsync(_folder.File("catalog.yaml"), Catalog(url));

        // The bound that users are promised; it is seen within a second.
        await UntilAsync(async () => (await mesh.AskAsync("m")).Contains("word1 word2 word3", StringComparison.Ordinal), TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task KillNine_AfterAnAcknowledgedRevision_FindsItAgain()
    {
        await AcknowledgeRevisionsAsync();

        await using var mesh = await MeshProcess.StartAsync(_folder.Path, "--catalog", "catalog.yaml");

        Assert.Equal([3, 2, 1], (await mesh.Admin.ListRevisionsAsync(new ListRevisionsRequest())).Revisions.Select(r => r.Number));
    }

    [ProgramFact("redis-server")]
    public async Task KillNine_StateInRedis_FindsItAgain()
    {
        await using var redis = await RedisProcess.StartAsync(_folder.Path);
        await File.WriteAllTextAsync(_folder.File("secret"), "A7xW2eQ9rT4yU1iO6pS3dF8gH5jK0lZm");

        // At the same address as before: the cluster so knows at once that the one before it is dead.
        string[] cluster = ["--redis", redis.Connection, "--cluster-secret", "file:secret", "--silo", $"127.0.0.1:{Port()}"];
        await AcknowledgeRevisionsAsync(cluster);

        await using var mesh = await MeshProcess.StartAsync(_folder.Path, ["--catalog", "catalog.yaml", .. cluster]);

        Assert.Equal([3, 2, 1], (await mesh.Admin.ListRevisionsAsync(new ListRevisionsRequest())).Revisions.Select(r => r.Number));
        Assert.False(File.Exists(_folder.File("data/mesh.db")));
    }

    [Fact]
    public async Task Start_RedisThatIsNotThere_NamesTheOption()
    {
        await File.WriteAllTextAsync(_folder.File("secret"), "A7xW2eQ9rT4yU1iO6pS3dF8gH5jK0lZm");
        await using var process = MeshProcess.Begin(["--redis", "127.0.0.1:9,connectTimeout=500,connectRetry=1", "--cluster-secret", "file:secret"], MeshProcess.FreeAddresses(), _folder.Path);

        Assert.Equal(1, await process.EndAsync());
        Assert.Contains("--redis: the Redis cannot be reached", process.Output, StringComparison.Ordinal);
    }

    // The file as it was, then two edits of it, and no farewell.
    private async Task AcknowledgeRevisionsAsync(params string[] arguments)
    {
        await File.WriteAllTextAsync(_folder.File("catalog.yaml"), Catalog("http://127.0.0.1:9/v1"));
        await using var mesh = await MeshProcess.StartAsync(_folder.Path, ["--catalog", "catalog.yaml", .. arguments]);
        for (var port = 10; port <= 11; port++)
        {
            var text = Catalog($"http://127.0.0.1:{port}/v1");
            await File.WriteAllTextAsync(_folder.File("catalog.yaml"), text);
            await UntilAsync(
                async () => (await mesh.Admin.ListRevisionsAsync(new ListRevisionsRequest())).Revisions[0].Files[0].Text == text,
                TimeSpan.FromMinutes(2));
        }

        await mesh.Process.KillAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan most)
    {
        using var patience = new CancellationTokenSource(most);
        while (!await condition())
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private static int Port() => ProcessPorts.Next();

    private static string Catalog(string url) => $$"""
        providers:
          fake: { kind: openai-compatible, baseUrl: "{{url}}" }
        models:
          m: { price: { in: 1, out: 2 } }
        endpoints:
          m-api: { provider: fake, model: m }
        """;
}
