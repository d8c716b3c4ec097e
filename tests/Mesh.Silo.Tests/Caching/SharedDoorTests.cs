using System.Net.Http.Headers;
using Mesh.Grains.Admission;
using Mesh.Keys;
using Mesh.Load;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Strategies.Caching;
using Mesh.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Silo.Tests.Caching;

/// <summary>Who shares an answer at the OpenAI door: callers of one tenant, also while it comes; never two tenants.</summary>
public sealed class SharedDoorTests : IAsyncLifetime, IDisposable
{
    private const string Path = "/v1/chat/completions";
    private readonly ManualResetEventSlim _gate = new(initialState: true);
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;
    private string[] _keys = [];

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r =>
        {
            _gate.Wait();
            return ChatReplies.Answer(r, ["one ", "two ", "three"]);
        });
        _mesh = await RunningMesh.StartAsync(
            RunningMesh.Catalog(_upstream.Url, """
            routes:
              tenant:  { candidates: [m], cache: { exact: { ttl: 10m } } }
              project: { candidates: [m], cache: { exact: { ttl: 10m, scope: project } } }
              key:     { candidates: [m], cache: { exact: { ttl: 10m, scope: key } } }
            """),
            settings => _keys = [Add(settings.KeyFile, "acme", "web"), Add(settings.KeyFile, "acme", "web"), Add(settings.KeyFile, "acme", "shop"), Add(settings.KeyFile, "other", "web")]);
    }

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    public void Dispose() => _gate.Dispose();

    [Theory]
    [InlineData("tenant", 2)]
    [InlineData("project", 3)]
    [InlineData("key", 4)]
    public async Task Callers_OneAfterTheOther_ShareWithinTheScope(string route, long calls)
    {
        foreach (var key in _keys)
        {
            await AskAsync(key, route);
        }

        Assert.Equal(calls, _upstream.Started);
        Assert.Equal("exact", (await AskAsync(_keys[3], route)).Source);
    }

    [Fact]
    public async Task Callers_AtTheSameTime_ShareWithinTheTenantAlone()
    {
        _gate.Reset();
        var streams = Enumerable.Range(0, 24).Select(i => AskAsync(_keys[i % 4], "tenant", ",\"stream\":true")).ToArray();
        await ReadersAsync(24);
        _gate.Set();
        var answers = await Task.WhenAll(streams);

        Assert.Single(answers.Select(a => a.Body).Distinct());
        Assert.Equal(2, answers.Count(a => a.Source is null));
        Assert.Equal(2, _upstream.Started);
    }

    [Fact]
    public async Task Caller_ThatAskedFirst_GoesAwayAndTheOtherIsAnswered()
    {
        _gate.Reset();
        using var gone = new CancellationTokenSource();
        var first = AskAsync(_keys[0], "tenant", token: gone.Token);
        await ReadersAsync(1);
        var second = AskAsync(_keys[1], "tenant");
        await ReadersAsync(2);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await ReadersAsync(1);
        _gate.Set();

        Assert.Equal("exact", (await second).Source);
        Assert.Equal(1, _upstream.Started);
    }

    [Fact]
    public async Task Caller_AskedFirstAndFailed_AnotherAsks()
    {
        using var failing = new ManualResetEventSlim();
        var asked = 0;
        var script = _upstream.Script;
        _upstream.Script = r => Interlocked.Increment(ref asked) == 1 ? Fail() : script(r);
        _gate.Reset();
        var calls = Enumerable.Range(0, 4).Select(_ => StatusAsync(_keys[0])).ToArray();
        await ReadersAsync(4);
        failing.Set();
        await Waiting.UntilAsync(() => _upstream.Started == 2);

        // All three follow the second one before it ends: one that looked for a kept answer just before would ask a third time.
        await ReadersAsync(3);
        _gate.Set();

        Assert.Equal([200, 200, 200, 400], (await Task.WhenAll(calls)).Order());
        Assert.Equal(2, _upstream.Started);

        UpstreamReply Fail()
        {
            failing.Wait();
            return UpstreamReply.Json("""{"error":{"message":"no"}}""", 400);
        }
    }

    private Task ReadersAsync(int readers) => Waiting.UntilAsync(() => _mesh.Services.GetRequiredService<SharedAnswers>().Readers == readers);

    private async Task<(string Body, string? Source)> AskAsync(string key, string route, string more = "", CancellationToken token = default)
    {
        using var response = await SendAsync(key, route, more, token);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadAsStringAsync(token), response.Headers.TryGetValues("x-mesh-cache", out var values) ? values.Single() : null);
    }

    private async Task<int> StatusAsync(string key)
    {
        using var response = await SendAsync(key, "tenant", "", default);
        return (int)response.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(string key, string route, string more, CancellationToken token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = OpenAICaller.Json(OpenAICaller.Chat(route, more)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await _mesh.Http.SendAsync(request, token);
    }

    private static string Add(string file, string tenant, string project) =>
        new KeyFile(file).Add(new KeyRequest("test", tenant, project, []), Pepper.FindOrCreate(file, _ => null), DateTimeOffset.UtcNow).Key.Reveal();
}
