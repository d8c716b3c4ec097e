using System.Collections.Concurrent;
using Mesh.Contracts.Access;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Endpoints;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Turns;

/// <summary>
/// Requests through admission, gates, retry loop and take-over at upstreams of every mood, with callers that go away, do not read
/// or read half, deadlines that pass in the queue, and a catalogue that changes under them: at the end nothing is held.
/// </summary>
public sealed class TurnAccountingTests : IDisposable
{
    private const int Requests = 3000;
    private readonly FakeTimeProvider _time = new();
    private readonly MoodyProvider _upstream;
    private readonly TurnRig _rig;
    private CachePolicy? _cache;
    private readonly Lock _drawing = new();
    private readonly ConcurrentDictionary<string, bool> _ends = [];
    private Random _random = new(0);

    public TurnAccountingTests()
    {
        _upstream = new MoodyProvider(_time, Draw);
        _rig = new TurnRig(_time, Draw, _upstream);
    }

    public void Dispose() => _rig.Dispose();

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
        _rig.Adopt(Catalog(1), 1);
        var callers = Enumerable.Range(0, 48).Select(_ => Task.Run(() => CallAsync(Requests / 48))).ToArray();
        var all = Task.WhenAll(callers);
        for (var step = 2; !all.IsCompleted; step++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(2));
            foreach (var peers in _rig.Views.Current.Peers)
            {
                peers.Look();
            }

            if (step % 50 == 0)
            {
                _rig.Adopt(Catalog(step), step);
            }

            // The clock must not run away from those who work by it.
            await Task.Run(() => Thread.Yield());
        }

        await all;
        _rig.Adopt(Catalog(long.MaxValue), long.MaxValue);

        // What the last reader has left ends by itself.
        await Hosting.Wait.UntilAsync(
            () => _rig.Shared.Count == 0 && _upstream.Open == 0 && _rig.Pressure.UnderWay == 0 && _rig.Admission.Present == 0 && _rig.Gates.All.All(g => g.Stats.InFlight == 0),
            "shared answers are let go, with all that they took");
        Assert.Equal((0, 0, 0, 0), (_rig.Pressure.UnderWay, _rig.Admission.Present, _upstream.Open, _rig.Admission.Queued.Sum(q => q.Count)));
        Assert.Contains("answered", _ends.Keys);
        Assert.InRange(_ends.Count, 6, 30);
        _time.Advance(TimeSpan.FromSeconds(331));
        Assert.All(_rig.Gates.All, IsAsNew);
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
            // Not disposed: the clock may call it at that moment.
            var caller = new CancellationTokenSource();
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
            await _rig.Turns.EmbedAsync(new EmbeddingTask { Native = default, Query = query }, caller, timeout);
            return;
        }

        var request = new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart($"hello {(int)(Draw() * 20)}")] }] };
        var task = new ChatTask(query, request, streaming: Draw() < 0.6) { Accepts = CallerSignals.Reset, Caller = CallerIdentity.Loopback };
        await using var turn = await _rig.Turns.BeginAsync(task, caller, timeout);
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
    private CatalogDocument Catalog(long number) => new()
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
    };

    private static EndpointEntry Endpoint(string name, string model, EndpointLimits limits) => new() { Name = name, Provider = "p", Model = model, UpstreamModel = model, Limits = limits };
}
