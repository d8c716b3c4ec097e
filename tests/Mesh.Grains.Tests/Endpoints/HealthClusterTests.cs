using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Routing;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Router;
using Mesh.Grains.Tests.Hosting;
using Mesh.Routing.Health;
using Mesh.Strategies.Endpoints;
using Mesh.Testing;
using Orleans.TestingHost;

namespace Mesh.Grains.Tests.Endpoints;

[Collection(Clusters.Name)]
public sealed class HealthClusterTests : IAsyncLifetime
{
    private static readonly string[] s_endpoints = ["a", "b", "c"];

    // The first one, less its chance.
    private static readonly TimeSpan s_backOff = TimeSpan.FromSeconds(4);
    private readonly List<FakeUpstream> _upstreams = [];
    private MeshCluster _mesh = null!;

    private InProcessSiloHandle Silo => _mesh.Silos[0];

    public async Task InitializeAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            _upstreams.Add(await StartUpstreamAsync());
        }

        _mesh = await MeshCluster.StartAsync(silos: 1, catalog: Catalog());
    }

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        foreach (var upstream in _upstreams)
        {
            await upstream.DisposeAsync();
        }
    }

    [Fact]
    public async Task KilledUpstream_ThatReturns_IsUsedAgainAfterAPassedProbeWithoutASecondTrip()
    {
        var port = new Uri(_upstreams[0].Url).Port;
        await _upstreams[0].DisposeAsync();
        await FailAsync("a", Circuit.FailuresToOpen);
        Assert.Equal(CircuitCause.Unreachable, State("a").Cause);
        Assert.True(IsOut("a"));

        // Long enough for a second back-off to be far from over: only a probe brings it back in time.
        await Wait.UntilAsync(() => State("a").State == CircuitState.HalfOpen, "the back-off ends");
        await FailAsync("a", 1);
        Assert.Equal(CircuitState.Open, State("a").State);
        _upstreams[0] = await FakeUpstream.StartAsync(Hello, port);
        var took = await Wait.UntilAsync(() => State("a").State == CircuitState.HalfOpen, "a probe passes", seconds: 8);

        Assert.InRange(took.TotalSeconds, 0, 8);
        Assert.Contains(_upstreams[0].Requests, r => r.Path == "/v1/models");
        var back = Stopwatch.GetTimestamp();
        await AskAsync("a");
        Assert.Equal(CircuitState.Closed, State("a").State);

        // It comes back over ten seconds, some of which a machine that stands still takes away.
        var share = CircuitOf("a").Standing.Share;
        Assert.True(share is >= 0.05 and <= 0.5 || Stopwatch.GetElapsedTime(back) > TimeSpan.FromSeconds(4), $"it begins with a share of {share}");
        for (var i = 0; i < 10; i++)
        {
            await AskAsync("a");
        }

        Assert.Equal(CircuitState.Closed, State("a").State);
    }

    [Fact]
    public async Task FailingUpstreams_OfOneModel_AreLeftByHalfAndTheRestIsAskedLast()
    {
        foreach (var upstream in _upstreams)
        {
            upstream.Script = _ => UpstreamReply.Json("{}", 500);
        }

        var began = Stopwatch.GetTimestamp();
        foreach (var endpoint in s_endpoints)
        {
            await FailAsync(endpoint, Circuit.FailuresToOpen);
        }

        var states = s_endpoints.Select(e => State(e).State).ToArray();
        var decision = _mesh.Service<MeshRouter>(Silo).Decide(new RouteQuery { Target = "m" });
        if (Stopwatch.GetElapsedTime(began) > s_backOff)
        {
            // The machine stood still: who was left first may be tried again by now. The others are still in.
            Assert.Equal([CircuitState.Suspect, CircuitState.Suspect], states.Skip(1));
            return;
        }

        Assert.Equal([CircuitState.Open, CircuitState.Suspect, CircuitState.Suspect], states);
        Assert.Equal((2, Exclusion.Unhealthy), (decision.Eligible, decision.Candidates[2].Excluded));
        Assert.All(decision.Candidates.Take(2), c => Assert.True(c.Suspect));
        await FailAsync("b", 1);
    }

    [Fact]
    public async Task KilledUpstreams_AllThree_AreAllLeft()
    {
        foreach (var upstream in _upstreams)
        {
            await upstream.DisposeAsync();
        }

        foreach (var endpoint in s_endpoints)
        {
            await FailAsync(endpoint, Circuit.FailuresToOpen);
        }

        Assert.All(s_endpoints, e => Assert.True(IsOut(e), $"{e} is {State(e)}"));
    }

    [Theory]
    [InlineData(401, "invalid_api_key", CircuitCause.Credentials, "credentials")]
    [InlineData(429, "insufficient_quota", CircuitCause.QuotaSpent, "quota_spent")]
    public async Task RevokedKeyOrSpentQuota_TakesTheEndpointOutAfterOneCallWithAnAlert(int status, string code, CircuitCause cause, string label)
    {
        var alerts = new ConcurrentQueue<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, listening) => ListenTo(listening, instrument) };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => alerts.Enqueue(string.Join(" ", tags.ToArray().Select(t => t.Value))));
        listener.Start();
        _upstreams[0].Script = _ => UpstreamReply.Json($$"""{ "error": { "message": "no", "code": "{{code}}" } }""", status);
        await FailAsync("a", 1);

        Assert.Equal((CircuitState.Open, cause), State("a"));
        var refused = await Assert.ThrowsAsync<EndpointException>(() => AskAsync("a"));
        Assert.Equal(("endpoint_unhealthy", null), (refused.Error.Reason, refused.FailureClass));
        Assert.Equal([$"a m {label}"], alerts);
        var stats = _mesh.Service<EndpointGates>(Silo)["a"].Stats.Read("m");
        Assert.Equal((cause, 1), (stats.Cause, stats.Failures));

        static void ListenTo(MeterListener listening, Instrument instrument)
        {
            if (instrument.Name == "meshsilo.endpoint.alerts")
            {
                listening.EnableMeasurementEvents(instrument);
            }
        }
    }

    [Fact]
    public async Task RefusedRequests_NeverCountAgainstTheEndpoint()
    {
        _upstreams[0].Script = _ => UpstreamReply.Json("""{ "error": { "message": "no", "type": "invalid_request_error" } }""", 400);
        await FailAsync("a", 3 * Circuit.FailuresToOpen);

        Assert.Equal((CircuitState.Closed, CircuitCause.None), State("a"));
    }

    [Fact]
    public async Task RetryAfter_SetsACooldownOfAtLeastThatLong_AndNoOutage()
    {
        _upstreams[0].Script = _ => UpstreamReply.Json("{}", 503) with { Headers = new Dictionary<string, string> { ["Retry-After"] = "2" } };
        var began = Stopwatch.GetTimestamp();
        await FailAsync("a", 1);
        var cooling = State("a");
        Assert.True(cooling == (CircuitState.Open, CircuitCause.CoolingDown) || Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(2), $"it is {cooling}");
        _upstreams[0].Script = Hello;
        await Wait.UntilAsync(() => CircuitOf("a").Admits, "the cooldown ends");

        Assert.True(Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(1.9));
        Assert.Equal((CircuitState.Closed, 1.0), (State("a").State, CircuitOf("a").Standing.Share));
    }

    [Fact]
    public async Task RetractedFailures_OpenNoCircuit()
    {
        _upstreams[0].Script = _ => UpstreamReply.Json("{}", 500);
        for (var i = 0; i < 3 * Circuit.FailuresToOpen; i++)
        {
            (await Assert.ThrowsAsync<EndpointException>(() => AskAsync("a"))).Retract();
        }

        Assert.Equal(CircuitState.Closed, State("a").State);
    }

    [Fact]
    public async Task SilentUpstream_BesideAnsweringOnes_IsLeftBeforeAnythingEnds()
    {
        foreach (var endpoint in s_endpoints.Take(2))
        {
            for (var i = 0; i < 25; i++)
            {
                await AskAsync(endpoint);
            }
        }

        _upstreams[0].Script = request => Hello(request) with { FirstDelay = TimeSpan.FromMinutes(30) };
        using var leave = new CancellationTokenSource();
        var hanging = Enumerable.Range(0, 4).Select(_ => AskAsync("a", leave.Token)).ToArray();
        var left = Wait.UntilAsync(() => State("a").State == CircuitState.Open, "the silent endpoint is left", seconds: 60);
        while (!left.IsCompleted)
        {
            await AskAsync("b");
        }

        await left;
        Assert.Equal(CircuitCause.Slow, State("a").Cause);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(hanging));
    }

    private string Catalog()
    {
        var text = new StringBuilder("providers:\n");
        for (var i = 0; i < _upstreams.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  p{i}: {{ kind: openai-compatible, baseUrl: \"{_upstreams[i].Url}\" }}\n");
        }

        return text.Append("""
            models:
              m: { capabilities: [text], context: 100000, price: { in: 1, out: 2 } }
            endpoints:
              a: { provider: p0, model: m, upstreamModel: up }
              b: { provider: p1, model: m, upstreamModel: up }
              c: { provider: p2, model: m, upstreamModel: up }
            """).ToString();
    }

    private Circuit CircuitOf(string endpoint) => _mesh.Service<EndpointGates>(Silo)[endpoint].Stats.Circuit;

    private (CircuitState State, CircuitCause Cause) State(string endpoint) => (CircuitOf(endpoint).State, CircuitOf(endpoint).Cause);

    // Open, or so long ago that it may be tried.
    private bool IsOut(string endpoint) => State(endpoint).State is CircuitState.Open or CircuitState.HalfOpen;

    // Below the ports that a system gives to whoever asks for any: one that a test lets go of stays free until its upstream is back.
    private static async Task<FakeUpstream> StartUpstreamAsync()
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await FakeUpstream.StartAsync(Hello, Random.Shared.Next(10_000, 16_000));
            }
            catch (IOException) when (tries < 100)
            {
                // Taken.
            }
        }
    }

    private async Task FailAsync(string endpoint, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await Assert.ThrowsAsync<EndpointException>(() => AskAsync(endpoint));
        }
    }

    private static UpstreamReply Hello(UpstreamRequest request) =>
        request.Path.EndsWith("/models", StringComparison.Ordinal) ? UpstreamReply.Json("""{ "object": "list", "data": [] }""") : ChatReplies.Answer(request, ["hello"]);

    private static ChatTask Question() => new(
        new RouteQuery { Target = "m", InputTokensAtMost = 10, InputTokensExpected = 5 },
        () => new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart("hello")] }] },
        streaming: false);

    private async Task AskAsync(string endpoint, CancellationToken cancellationToken = default)
    {
        await using var attempt = await _mesh.Service<EndpointCaller>(Silo).BeginAsync(endpoint, Question(), cancellationToken);
        await foreach (var _ in attempt.ReadAsync(cancellationToken))
        {
        }
    }
}
