using System.Diagnostics.Metrics;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Telemetry;
using Mesh.Grains.Workers;
using Mesh.Providers.Usage;
using Mesh.Strategies.Endpoints;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Endpoints;

/// <summary>Attempts at an upstream that hangs, drips or never ends, on a clock that the tests move.</summary>
public sealed class WatchedAttemptTests
{
    private static readonly TimeSpan s_ever = TimeSpan.FromDays(1);
    private readonly FakeTimeProvider _time = new();
    private readonly EndpointGates _gates;
    private readonly ScriptedProvider _upstream;
    private readonly EndpointCaller _caller;

    public WatchedAttemptTests()
    {
        _gates = new EndpointGates(_time, () => 0.5);
        _upstream = new ScriptedProvider(_time);
        var views = new CatalogView(_gates);
        views.Adopt(Revision());
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        var instruments = new MeshInstruments(meters);
        var alerts = new EndpointAlerts(instruments, NullLogger<EndpointAlerts>.Instance);
        _caller = new EndpointCaller(views, _gates, new EngineGates(), [_upstream], instruments, alerts, null!, _time, new TokenCounter(), new SilentUpstreams());
    }

    [Fact]
    public async Task Stream_NotAccepted_IsSilentAtTheFirstContentsLimit()
    {
        _upstream.Accepts = s_ever;
        var asked = _caller.BeginAsync("e", Chat(), CancellationToken.None);

        Advance(9);
        Assert.False(asked.IsCompleted);
        Advance(1);

        var e = await Assert.ThrowsAsync<EndpointException>(() => asked);
        Assert.Equal(("upstream_silent", "silent", true, true), (e.Error.Reason, e.FailureClass, e.IsTransport, e.MayMove));
        Assert.True(_upstream.Cancelled);
        Assert.Equal((0, 1L), (Status().InFlight, Status().Failures));
    }

    [Fact]
    public async Task Stream_OnlySignsOfLifeBeforeContent_IsSilentAtTheFirstContentsLimit()
    {
        var (read, frames) = Read(await _caller.BeginAsync("e", Chat(), CancellationToken.None));

        for (var i = 0; i < 9; i++)
        {
            _upstream.Say([null]);
            Advance(1);
        }

        Assert.False(read.IsCompleted);
        Advance(1);

        Assert.Equal("upstream_silent", (await Assert.ThrowsAsync<EndpointException>(() => read)).Error.Reason);
        Assert.Equal(9, frames.Count);
        Assert.True(_upstream.Cancelled);
    }

    [Fact]
    public async Task Stream_HangsBetweenFrames_IsSilentAtItsLimitAndSignsOfLifeCount()
    {
        var (read, frames) = Read(await _caller.BeginAsync("e", Chat(), CancellationToken.None));

        foreach (var said in new[] { "a", null, null })
        {
            _upstream.Say(said);
            Advance(19);
        }

        Assert.False(read.IsCompleted);
        Advance(1);

        var e = await Assert.ThrowsAsync<EndpointException>(() => read);
        Assert.Equal(("upstream_silent", "req-1"), (e.Error.Reason, e.Error.Upstream!.RequestId));
        Assert.Equal(3, frames.Count);
        Assert.True(_upstream.Closed);
    }

    [Fact]
    public async Task Stream_DripsOnAndOn_IsEndlessAtItsLongestTimeAndTheCircuitIsNotTold()
    {
        var (read, _) = Read(await _caller.BeginAsync("e", Chat(), CancellationToken.None));

        for (var i = 0; i < 60; i++)
        {
            _upstream.Say("a");
            Advance(i < 59 ? 10 : 9);
        }

        Assert.False(read.IsCompleted);
        Advance(1);

        var e = await Assert.ThrowsAsync<EndpointException>(() => read);
        Assert.Equal(("upstream_endless", false), (e.Error.Reason, e.MayMove));
        Assert.Equal((0, 0L, CircuitState.Closed), (Status().InFlight, Status().Failures, Status().Circuit));
    }

    [Fact]
    public async Task Stream_LargerThanItMayBe_IsEndlessWithTheFrameThatPassesTheBound()
    {
        _upstream.Say([.. Enumerable.Repeat(new string('x', 100), 1000)]);
        var (read, frames) = Read(await _caller.BeginAsync("e", Chat(), CancellationToken.None));

        Assert.Equal("upstream_endless", (await Assert.ThrowsAsync<EndpointException>(() => read)).Error.Reason);
        Assert.Equal(20, frames.Count);
        Assert.True(_upstream.Closed);
    }

    [Fact]
    public async Task Stream_ReadSlowly_IsNotTakenForASilentUpstream()
    {
        _upstream.Say("a", "b");
        _upstream.End();
        await using var attempt = await _caller.BeginAsync("e", Chat(), CancellationToken.None);
        await using var frames = attempt.ReadAsync(CancellationToken.None).GetAsyncEnumerator();

        Assert.True(await frames.MoveNextAsync());
        Advance(300);

        Assert.True(await frames.MoveNextAsync());
        Assert.False(await frames.MoveNextAsync());
        Assert.Equal(0, Status().Failures);
    }

    [Fact]
    public async Task Whole_Slow_HasNoLimitOfItsOwnButATotalThatIsWritten()
    {
        _upstream.Accepts = s_ever;
        var asked = _caller.BeginAsync("e", Chat(streaming: false), CancellationToken.None);

        Advance(599);
        Assert.False(asked.IsCompleted);
        Advance(1);

        Assert.Equal("upstream_silent", (await Assert.ThrowsAsync<EndpointException>(() => asked)).Error.Reason);
    }

    [Fact]
    public async Task Embeddings_Slow_HaveTheTotalToo()
    {
        _upstream.Accepts = s_ever;
        var asked = _caller.EmbedAsync("e", new EmbeddingTask { Native = default, Query = new RouteQuery { Target = "e" } }, CancellationToken.None);

        Advance(600);

        Assert.Equal("upstream_silent", (await Assert.ThrowsAsync<EndpointException>(() => asked)).Error.Reason);
        Assert.True(_upstream.Cancelled);
    }

    [Fact]
    public async Task Stream_RequestEndsFirst_IsNobodysFault()
    {
        using var caller = new CancellationTokenSource();
        _upstream.Accepts = s_ever;
        var asked = _caller.BeginAsync("e", Chat(), caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Equal((0, 0L), (Status().InFlight, Status().Failures));
    }

    private static ChatTask Chat(bool streaming = true) => new(
        new RouteQuery { Target = "e" },
        new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart("hello")] }] },
        streaming);

    // Reads as far as there is something to read, and on whenever the upstream speaks: within Say, since no context puts it off.
    private static (Task Read, List<ContentFrame> Frames) Read(IEndpointAttempt attempt)
    {
        var frames = new List<ContentFrame>();
        Task? read = null;
        ScriptedProvider.WithoutContext(() => read = ReadAsync());
        return (read!, frames);

        async Task ReadAsync()
        {
            await using (attempt)
            {
                await foreach (var frame in attempt.ReadAsync(CancellationToken.None))
                {
                    frames.Add(frame);
                }
            }
        }
    }

    private static CatalogRevision Revision() => new()
    {
        Number = 1,
        Author = "test",
        Time = DateTimeOffset.UnixEpoch,
        Files = [],
        Diff = [],
        Document = new CatalogDocument
        {
            Providers = [new ProviderEntry { Name = "p", Kind = ProviderKind.OpenAICompatible }],
            Models =
            [
                new ModelEntry
                {
                    Name = "m",
                    Timeouts = new UpstreamTimeouts { FirstFrame = TimeSpan.FromSeconds(10), BetweenFrames = TimeSpan.FromSeconds(20), Total = TimeSpan.FromSeconds(600) },
                    MaxAnswerBytes = 2000,
                },
            ],
            Endpoints = [new EndpointEntry { Name = "e", Provider = "p", Model = "m", UpstreamModel = "m" }],
        },
    };

    private EndpointStatus Status() => _gates["e"].Stats.Read("m");

    private void Advance(double seconds) => ScriptedProvider.WithoutContext(() => _time.Advance(TimeSpan.FromSeconds(seconds)));
}
