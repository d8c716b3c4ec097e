using System.Diagnostics.Metrics;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Admission;
using Mesh.Grains.Catalog;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Telemetry;
using Mesh.Grains.Workers;
using Mesh.Providers.Pipeline;
using Mesh.Providers.Usage;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Endpoints;

/// <summary>An engine's worker that refuses before it asks the engine: as if the gate here had refused.</summary>
public sealed class TurnedAwayTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly EndpointGates _gates;
    private readonly Refusing _upstream = new();
    private readonly EndpointCaller _caller;

    public TurnedAwayTests()
    {
        _gates = new EndpointGates(_time, () => 0.5);
        var views = new CatalogView(_gates);
        views.Adopt(Revision());
        var instruments = new MeshInstruments(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        _caller = new EndpointCaller(views, _gates, new EngineGates(), [_upstream], instruments, new EndpointAlerts(instruments, NullLogger<EndpointAlerts>.Instance), null!, _time, new TokenCounter(), new SilentUpstreams());
    }

    [Theory]
    [InlineData(UpstreamFaultKind.Full, "endpoint_full")]
    [InlineData(UpstreamFaultKind.Leaving, "endpoint_leaving")]
    public async Task Refusal_OfTheWorker_IsNoFaultAndTakesNothing(UpstreamFaultKind kind, string reason)
    {
        _upstream.Kind = kind;
        var before = _gates.StatsOf("e").Read("m");
        for (var i = 0; i < 20; i++)
        {
            var e = await Assert.ThrowsAsync<EndpointException>(() => _caller.BeginAsync("e", Chat(), CancellationToken.None));
            Assert.Equal((MeshErrorCode.NoCapacity, reason, true, null), (e.Error.Code, e.Error.Reason, e.MayMove, e.FailureClass));
            _gates["e"].Share(null);
        }

        var status = _gates.StatsOf("e").Read("m");
        Assert.Equal((CircuitState.Closed, 0L, 0, 0.0), (status.Circuit, status.Failures, status.InFlight, status.ErrorShare));
        Assert.Equal((before.RequestLimit!.Left, before.TokenLimit!.Left), (status.RequestLimit!.Left, status.TokenLimit!.Left));
    }

    [Fact]
    public async Task Full_SaysThatThisSiloHasItsPart_UntilPartsAreSetAnew()
    {
        _upstream.Kind = UpstreamFaultKind.Full;
        var gate = _gates["e"];
        Assert.True(gate.Stats.TryEnter());

        await Assert.ThrowsAsync<EndpointException>(() => _caller.BeginAsync("e", Chat(), CancellationToken.None));

        Assert.Equal((1, true), (gate.Stats.ConcurrencyLimit, gate.Stats.IsFull));
        var asked = _upstream.Asked;
        await Assert.ThrowsAsync<EndpointException>(() => _caller.BeginAsync("e", Chat(), CancellationToken.None));
        Assert.Equal(asked, _upstream.Asked);
        gate.Share(4);
        Assert.False(gate.Stats.IsFull);
    }

    [Fact]
    public async Task Failover_OverWorkersThatRefuse_CostsNothingAndLetsTheRequestWait()
    {
        _upstream.Kind = UpstreamFaultKind.Full;
        var budget = new RetryBudget(_time);
        var told = new List<RetryKind>();
        var decision = new RouteDecision
        {
            Id = "d",
            Route = "r",
            Revision = 1,
            Prefer = Prefer.Balanced,
            Balance = Balance.Priority,
            Deadline = TimeSpan.FromSeconds(30),
            Eligible = 2,
            Candidates = [new Candidate { Endpoint = "e", Model = "m" }, new Candidate { Endpoint = "f", Model = "m" }],
        };

        var e = await Assert.ThrowsAsync<MeshException>(() => new FailoverLoop(budget, told.Add).AskAsync(decision, endpoint => _caller.BeginAsync(endpoint, Chat(), CancellationToken.None), CancellationToken.None));

        Assert.Equal((2, 0), (_upstream.Asked, told.Count));
        Assert.True(AdmissionControl.WasFull(e.Error));
    }

    private static ChatTask Chat() => new(new RouteQuery { Target = "m", InputTokensExpected = 10 }, () => throw new InvalidOperationException("nobody reads it"), true, null);

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
            Models = [new ModelEntry { Name = "m" }],
            Endpoints =
            [
                new EndpointEntry { Name = "e", Provider = "p", Model = "m", UpstreamModel = "m", Limits = new EndpointLimits { RequestsPerMinute = 60, TokensPerMinute = 60_000 } },
                new EndpointEntry { Name = "f", Provider = "p", Model = "m", UpstreamModel = "m" },
            ],
        },
    };

    private sealed class Refusing : IModelProvider
    {
        public UpstreamFaultKind Kind { get; set; }

        public int Asked { get; private set; }

        public bool Serves(ProviderKind kind) => true;

        public Task<IUpstreamAnswer> ChatAsync(UpstreamTarget target, ChatTask task, CancellationToken cancellationToken)
        {
            Asked++;
            throw new UpstreamException(Kind, new UpstreamFailure { Endpoint = target.Endpoint.Name });
        }

        public Task<EmbeddingAnswer> EmbedAsync(UpstreamTarget target, EmbeddingTask task, CancellationToken cancellationToken) => throw new UpstreamException(Kind, new UpstreamFailure { Endpoint = target.Endpoint.Name });
    }
}
