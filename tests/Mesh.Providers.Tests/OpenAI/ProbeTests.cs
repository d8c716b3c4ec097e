using Mesh.Contracts.Catalog;
using Mesh.Testing;
using Mesh.Testing.Wire;

namespace Mesh.Providers.Tests.OpenAI;

public sealed class ProbeTests
{
    [Theory]
    [InlineData(200, true)]
    [InlineData(401, true)]
    [InlineData(404, true)]
    [InlineData(429, true)]
    [InlineData(500, false)]
    [InlineData(503, false)]
    public async Task Probe_OfAnUpstreamThatAnswers_PassesUnlessItFails(int status, bool passes)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamReply.Json("{}", status));
        using var calls = new OpenAICalls();

        Assert.Equal(passes, await calls.Provider.ProbeAsync(OpenAICalls.Target(upstream.Url), CancellationToken.None));
    }

    [Fact]
    public async Task Probe_AsksForTheModelsWithTheProvidersKeyAndHeaders()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamReply.Json("{}"));
        using var calls = new OpenAICalls(name => name == "KEY" ? "secret" : null);
        var target = OpenAICalls.Target(upstream.Url, p => p with
        {
            ApiKey = new SecretReference(SecretScheme.Environment, "KEY"),
            Headers = new Dictionary<string, string> { ["x-org"] = "o" },
        });

        Assert.True(await calls.Provider.ProbeAsync(target, CancellationToken.None));
        var asked = Assert.Single(upstream.Requests);
        Assert.Equal(("/v1/models", "Bearer secret", "o", 0), (asked.Path, asked.Headers["Authorization"], asked.Headers["x-org"], asked.Body.Length));
    }

    [Fact]
    public async Task Probe_OfAnUpstreamThatIsGone_Fails()
    {
        using var unused = new UnusedPort();
        using var calls = new OpenAICalls();

        Assert.False(await calls.Provider.ProbeAsync(OpenAICalls.Target($"{unused.Url}/v1"), CancellationToken.None));
    }

    [Fact]
    public async Task Probe_WithoutTheKeyItNeeds_CannotBePut()
    {
        using var calls = new OpenAICalls();
        var target = OpenAICalls.Target("http://127.0.0.1:9/v1", p => p with { ApiKey = new SecretReference(SecretScheme.Environment, "KEY") });

        Assert.Null(await calls.Provider.ProbeAsync(target, CancellationToken.None));
    }

    [Fact]
    public async Task Probe_OfASilentUpstream_EndsWithItsCaller()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamReply.Json("{}") with { FirstDelay = TimeSpan.FromMinutes(5) });
        using var calls = new OpenAICalls();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calls.Provider.ProbeAsync(OpenAICalls.Target(upstream.Url), patience.Token));
    }
}
