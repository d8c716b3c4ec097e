using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Mesh.Contracts.Access;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Admission;
using Mesh.Grains.Caching;
using Mesh.Grains.Catalog;
using Mesh.Grains.Draining;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Router;
using Mesh.Grains.Telemetry;
using Mesh.Grains.Turns;
using Mesh.Grains.Workers;
using Mesh.Providers.Usage;
using Mesh.Strategies.Caching;
using Mesh.Strategies.Caching.Semantic;
using Mesh.Strategies.Failover;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Serialization;

namespace Mesh.Grains.Tests.Turns;

/// <summary>
/// Requests through admission, gates, retry loop and take-over at upstreams of every mood, with callers that go away, do not read
/// or read half, deadlines that pass in the queue, and a catalogue that changes under them: at the end nothing is held.
/// </summary>
public sealed class TurnAccountingTests : IDisposable
{
    private const int Requests = 3000;
    private readonly FakeTimeProvider _time = new();
    private readonly EndpointGates _gates;
    private readonly CatalogView _views;
    private readonly SiloPressure _pressure = new(64);
    private readonly SiloState _state = new();
    private readonly AdmissionControl _admission;
    private readonly TurnRunner _turns;
    private readonly MoodyProvider _upstream;
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly HybridAnswerStore _store;
    private readonly SharedAnswers _shared;
    private CachePolicy? _cache;
    private readonly Lock _drawing = new();
    private readonly ConcurrentDictionary<string, bool> _ends = [];
    private Random _random = new(0);

    public TurnAccountingTests()
    {
        _gates = new EndpointGates(_time, Draw);
        _views = new CatalogView(_gates);
        _upstream = new MoodyProvider(_time, Draw);
        var instruments = new MeshInstruments(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        var router = new MeshRouter(_views, instruments, _time, Draw);
        _admission = new AdmissionControl(router, _views, _gates, _pressure, instruments, _time);
        var caller = new EndpointCaller(_views, _gates, new EngineGates(), [_upstream], instruments, new EndpointAlerts(instruments, NullLogger<EndpointAlerts>.Instance), DeafGrains.Make(), _time, new TokenCounter(), new SilentUpstreams());
        var loop = new FailoverLoop(new RetryBudget(_time), _ => { });
        _store = new HybridAnswerStore(1024 * 1024, _services.GetRequiredService<Serializer>(), shared: null, _time);
        _shared = new SharedAnswers(_time);
        var cache = new AnswerCache(_store, new SemanticAnswers(new SemanticIndex(1024 * 1024), _store, new CandidateReuse(_views), instruments, _time), _shared, new CandidateReuse(_views), instruments, _state, _time);
        _turns = new TurnRunner(router, new SingleStrategy(caller, loop), loop, caller, _views, _admission, _pressure, _state, instruments, cache, _time);
    }

    public void Dispose()
    {
        _store.Dispose();
        _services.Dispose();
        _admission.Dispose();
        _state.Dispose();
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public async Task Everything_ThatARequestTakes_IsGivenBackOnceHoweverItEnds(int seed, bool shared)
    {
        _random = new Random(seed);
        var ttl = TimeSpan.FromMilliseconds(20);
        _cache = shared ? new CachePolicy { Ttl = ttl, Semantic = new SemanticCachePolicy { Embedding = "m", Ttl = ttl, Timeout = TimeSpan.FromMilliseconds(10) } } : null;
        _views.Adopt(Revision(1));
        var callers = Enumerable.Range(0, 48).Select(_ => Task.Run(() => CallAsync(Requests / 48))).ToArray();
        var all = Task.WhenAll(callers);
        for (var step = 2; !all.IsCompleted; step++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(2));
            foreach (var peers in _views.Current.Peers)
            {
                peers.Look();
            }

            if (step % 50 == 0)
            {
                _views.Adopt(Revision(step));
            }

            // The clock must not run away from those who work by it.
            await Task.Run(() => Thread.Yield());
        }

        await all;
        _views.Adopt(Revision(long.MaxValue));

        // What the last reader has left ends by itself.
        await Hosting.Wait.UntilAsync(() => _shared.Count == 0 && _upstream.Open == 0, "shared answers are let go", seconds: 20);
        Assert.Equal((0, 0, 0, 0), (_pressure.UnderWay, _admission.Present, _upstream.Open, _admission.Queued.Sum(q => q.Count)));
        Assert.Contains("answered", _ends.Keys);
        Assert.InRange(_ends.Count, 6, 30);
        _time.Advance(TimeSpan.FromSeconds(331));
        Assert.All(_gates.All, IsAsNew);
    }

    // No trial is held, no place, no token: after the longest back-off each lets a request in.
    private static void IsAsNew(EndpointGate gate)
    {
        Assert.Equal(0, gate.Stats.InFlight);
        Assert.Contains(gate.Stats.Circuit.State, new[] { CircuitState.Closed, CircuitState.HalfOpen, CircuitState.Suspect });
        Assert.Equal(GateRefusal.None, gate.TryEnter(out _, out _));
    }

    private async Task CallAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var caller = new CancellationTokenSource();
            using var leaves = _time.CreateTimer(_ => caller.Cancel(), null, Draw() < 0.3 ? TimeSpan.FromMilliseconds(Draw() * 30) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            try
            {
                await OneAsync(caller.Token);
                _ends["answered"] = true;
            }
            catch (MeshException e)
            {
                _ends[e.Error.Reason] = true;
            }
            catch (Exception e) when (e is OperationCanceledException or InvalidDataException)
            {
                _ends[e.GetType().Name] = true;
            }
        }
    }

    private async Task OneAsync(CancellationToken caller)
    {
        TimeSpan? timeout = Draw() < 0.3 ? TimeSpan.FromMilliseconds(1 + (Draw() * 20)) : null;
        var query = new RouteQuery { Target = "r", InputTokensExpected = 20, MaxOutputTokens = 100, Class = (WorkClass)(int)(Draw() * 3), MayRaiseClass = true };
        if (Draw() < 0.2)
        {
            await _turns.EmbedAsync(new EmbeddingTask { Native = default, Query = query }, caller, timeout);
            return;
        }

        var request = new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart($"hello {(int)(Draw() * 20)}")] }] };
        var task = new ChatTask(query, request, streaming: Draw() < 0.6) { Accepts = CallerSignals.Reset, Caller = CallerIdentity.Loopback };
        await using var turn = await _turns.BeginAsync(task, caller, timeout);
        for (var frames = turn.ReadAsync().GetAsyncEnumerator(CancellationToken.None); Draw() > 0.05;)
        {
            var more = false;
            try
            {
                more = await frames.MoveNextAsync();
            }
            finally
            {
                if (!more)
                {
                    await frames.DisposeAsync();
                }
            }

            if (!more)
            {
                return;
            }
        }
    }

    private double Draw()
    {
        lock (_drawing)
        {
            return _random.NextDouble();
        }
    }

    // Endpoints come and go, and so do their limits.
    private CatalogRevision Revision(long number) => new()
    {
        Number = number,
        Author = "test",
        Time = DateTimeOffset.UnixEpoch,
        Files = [],
        Diff = [],
        Document = new CatalogDocument
        {
            Providers = [new ProviderEntry { Name = "p", Kind = ProviderKind.OpenAICompatible }],
            Models = [new ModelEntry { Name = "m", Capabilities = ModelCapabilities.Text | ModelCapabilities.Embeddings }, new ModelEntry { Name = "n" }],
            Endpoints =
            [
                Endpoint("a", "m", new EndpointLimits { Concurrency = 4 }),
                Endpoint("b", number / 50 % 2 == 0 ? "m" : "n", number / 50 % 3 == 0 ? new EndpointLimits { Concurrency = 2 } : new EndpointLimits { Concurrency = 5, RequestsPerMinute = 60_000, TokensPerMinute = 6_000_000 }),
                .. number / 50 % 4 == 0 ? Array.Empty<EndpointEntry>() : [Endpoint("c", "n", new EndpointLimits { Concurrency = 3 })],
            ],
            Routes = [new RouteEntry { Name = "r", Candidates = ["m"], Fallbacks = ["n"], Deadline = TimeSpan.FromMilliseconds(200), OnInterruption = OnInterruption.Restart, Cache = _cache }],
        },
    };

    private static EndpointEntry Endpoint(string name, string model, EndpointLimits limits) => new() { Name = name, Provider = "p", Model = model, UpstreamModel = model, Limits = limits };
}
