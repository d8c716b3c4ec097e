using System.Net;
using System.Text;
using Mesh.Cluster.Tests.Processes;
using Mesh.Testing;

namespace Mesh.Cluster.Tests;

/// <summary>One process with a stream under way that is asked to stop.</summary>
public sealed class DrainedProcessTests : IAsyncLifetime, IDisposable
{
    private const int Pieces = 120;
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(100);
    private readonly TemporaryFolder _folder = new();
    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, [.. Enumerable.Range(0, Pieces).Select(i => $"{i} ")]) with { PieceDelay = s_pace });
        await File.WriteAllTextAsync(_folder.File("catalog.yaml"), $$"""
            providers:
              fake: { kind: openai-compatible, baseUrl: "{{_upstream.Url}}" }
            models:
              m: { price: { in: 1, out: 2 } }
            endpoints:
              e: { provider: fake, model: m }
            """);
    }

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stream_WhileTheProcessIsAskedAgainAndAgain_Finishes()
    {
        await using var mesh = await MeshProcess.StartAsync(_folder.Path, "--catalog", "catalog.yaml", "--drain-notice", "0.2", "--drain", "60");
        using var answer = await StreamAsync(mesh);

        await mesh.Process.SignalAsync("TERM");
        await NotReadyAsync(mesh);
        await mesh.Process.SignalAsync("TERM");
        await mesh.Process.SignalAsync("INT");

        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains($"{Pieces - 1} ", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        Assert.Equal(0, await mesh.Process.EndAsync());
    }

    [Fact]
    public async Task Stream_LongerThanTheDrain_EndsWithOneTypedInterruption()
    {
        await using var mesh = await MeshProcess.StartAsync(_folder.Path, "--catalog", "catalog.yaml", "--drain-notice", "0.2", "--drain", "0.5");
        using var answer = await StreamAsync(mesh);

        var ended = mesh.Process.TerminateAsync();

        var events = (await answer.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("\"draining\"", Assert.Single(events, e => e.Contains("\"error\"", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain("data: [DONE]", events);
        Assert.Equal(0, await ended);
    }

    private static async Task<HttpResponseMessage> StreamAsync(MeshProcess mesh)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent("""{"model":"m","stream":true,"messages":[{"role":"user","content":"count"}]}""", Encoding.UTF8, "application/json"),
        };
        return await mesh.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task NotReadyAsync(MeshProcess mesh)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            using var ready = await mesh.Http.GetAsync(new Uri($"{mesh.AdminUrl}/health/ready"), patience.Token);
            if (ready.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return;
            }

            await Task.Delay(20, patience.Token);
        }
    }
}
