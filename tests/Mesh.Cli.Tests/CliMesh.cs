using Mesh.Load;
using Mesh.Testing;

namespace Mesh.Cli.Tests;

/// <summary>A mesh before a fake upstream.</summary>
internal sealed class CliMesh : IAsyncDisposable
{
    private CliMesh(FakeUpstream upstream, RunningMesh mesh) => (Upstream, Mesh) = (upstream, mesh);

    public FakeUpstream Upstream { get; }

    public RunningMesh Mesh { get; }

    public static async Task<CliMesh> StartAsync(Func<UpstreamRequest, UpstreamReply>? script = null, Func<string, string>? catalog = null)
    {
        var upstream = await FakeUpstream.StartAsync(script ?? (r => ChatReplies.Answer(r, ["Hello ", "there."])));
        return new CliMesh(upstream, await RunningMesh.StartAsync(catalog?.Invoke(upstream.Url) ?? Catalog(upstream.Url)));
    }

    public static string Catalog(string url, string models = "m: { capabilities: [text, tools], context: 1000, price: { in: 1, out: 2 } }") => $$"""
        providers:
          fake: { kind: openai-compatible, baseUrl: "{{url}}" }
        models:
          {{models}}
        endpoints:
          m-api: { provider: fake, model: m, upstreamModel: up-1 }
        routes:
          auto: { prefer: balanced, candidates: ["*"] }
        """;

    /// <summary>Runs a command against this mesh.</summary>
    public Task<CliResult> RunAsync(params string[] args) => RunAsync(new Cli(), args);

    /// <inheritdoc cref="RunAsync(string[])"/>
    public Task<CliResult> RunAsync(Cli cli, params string[] args) => cli.RunAsync([.. args, "--grpc", Mesh.GrpcUrl, "--admin", Mesh.AdminUrl], CancellationToken.None);

    /// <summary>Says how well a request was answered; what could not be counted in time again, as the mesh tells its callers to.</summary>
    public async Task<CliResult> JudgeAsync(string decision, string score)
    {
        var result = await RunAsync("feedback", decision, score);
        for (var tries = 1; result.Code != 0 && tries < 20; tries++)
        {
            await Task.Delay(100);
            result = await RunAsync("feedback", decision, score);
        }

        return result;
    }

    /// <summary>Waits until so many models are listed: the silo takes a new revision within a second.</summary>
    public async Task ModelsAsync(int count)
    {
        for (var i = 0; (await RunAsync("models")).OutputLines.Length != count + 1; i++)
        {
            Assert.True(i < 1200, $"{count} models did not come to be");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Mesh.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
