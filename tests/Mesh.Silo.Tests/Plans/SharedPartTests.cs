using Mesh.Grains.Endpoints;
using Mesh.Load;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Caching;
using Mesh.Strategies.Caching;
using Mesh.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Silo.Tests.Plans;

/// <summary>Who shares the answer of a part of a plan, and who does not.</summary>
public sealed class SharedPartTests : IAsyncLifetime, IDisposable
{
    private const string Path = "/v1/chat/completions";
    private readonly ManualResetEventSlim _gate = new(initialState: true);
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r =>
        {
            _gate.Wait();
            return ChatReplies.Answer(r, ["one ", "two ", "three"]);
        });
        _mesh = await RunningMesh.StartAsync($$"""
            providers: { p: { kind: openai-compatible, baseUrl: "{{_upstream.Url}}" } }
            models: { m: { price: { in: 1, out: 2 }, data: [private] } }
            endpoints: { m-at: { provider: p, model: m } }
            routes:
              part: { plan: { fallback: [{ cache: { of: { model: m }, exact: { ttl: 10m } } }] } }
            """);
    }

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    public void Dispose() => _gate.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(",\"stream\":true")]
    public async Task Callers_AtTheSameTime_ShareOneCall(string more)
    {
        _gate.Reset();
        var asked = Enumerable.Range(0, 6).Select(_ => AskAsync("hello", more)).ToArray();
        await ReadersAsync(6);
        _gate.Set();
        var answers = await Task.WhenAll(asked);

        Assert.All(answers, a => Assert.Contains("three", a, StringComparison.Ordinal));
        Assert.Equal(1, _upstream.Started);
    }

    [Fact]
    public async Task Caller_ThatAskedFirst_GoesAwayAndTheOtherAsksItself()
    {
        _gate.Reset();
        using var gone = new CancellationTokenSource();
        var first = AskAsync("hello", token: gone.Token);
        await ReadersAsync(1);
        var second = AskAsync("hello");
        await ReadersAsync(2);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Waiting.UntilAsync(() => _upstream.Started == 2);
        _gate.Set();

        Assert.Contains("three", await second, StringComparison.Ordinal);
        Assert.Contains("three", await AskAsync("hello"), StringComparison.Ordinal);
        Assert.Equal(2, _upstream.Started);
    }

    [Fact]
    public async Task Callers_ThatGoAwayOneAfterTheOther_LeaveTheLastItsAnswer()
    {
        _gate.Reset();
        var callers = Enumerable.Range(0, 5).Select(_ => new CancellationTokenSource()).ToArray();
        var asked = new List<Task<string>>();
        foreach (var caller in callers)
        {
            asked.Add(AskAsync("hello", token: caller.Token));
            await ReadersAsync(asked.Count);
        }

        foreach (var (at, caller) in callers.SkipLast(1).Index())
        {
            await caller.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked[at]);

            // Those who are left follow another one by now, or ask: whoever was left alone twice asks for itself.
            await Waiting.UntilAsync(() => Shared.Readers - Shared.Count + Asking == callers.Length - 1 - at);
        }

        _gate.Set();
        Assert.Contains("three", await asked[^1], StringComparison.Ordinal);
        foreach (var caller in callers)
        {
            caller.Dispose();
        }
    }

    [Theory]
    [InlineData("hello", 1)]
    [InlineData("Write to jane.doe@mail.example.", 2)]
    public async Task Part_OfARequestWithPrivateData_IsAskedEachTime(string question, long calls)
    {
        await AskAsync(question);
        await AskAsync(question);

        Assert.Equal(calls, _upstream.Started);
    }

    private SharedAnswers Shared => _mesh.Services.GetRequiredService<SharedAnswers>();

    // Calls of the model under way, one for each answer that is shared and one for each caller who asks alone.
    private int Asking => _mesh.Services.GetRequiredService<EndpointGates>().StatsOf("m-at").InFlight;

    private Task ReadersAsync(int count) => Waiting.UntilAsync(() => Shared.Readers == count);

    private async Task<string> AskAsync(string question, string more = "", CancellationToken token = default)
    {
        using var response = await _mesh.PostAsync(Path, CachedMesh.Ask("part", question, more), token);
        return await response.Content.ReadAsStringAsync(token);
    }
}
