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
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Endpoints;

/// <summary>Whoever waits is called when a place comes back, and must find the endpoint as the request before left it.</summary>
public sealed class PlaceGivenBackTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedProvider _upstream;
    private readonly EndpointGates _gates;
    private readonly EndpointCaller _caller;
    private readonly List<(CircuitState Circuit, bool IsFull, int InFlight)> _found = [];

    public PlaceGivenBackTests()
    {
        _upstream = new ScriptedProvider(_time);
        _gates = new EndpointGates(_time, () => 0.5) { PlaceFreed = name => _found.Add((Stats(name).Circuit.State, Stats(name).IsFull, Stats(name).InFlight)) };
        var views = new CatalogView(_gates);
        views.Adopt(new CatalogRevision
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
                Endpoints = [new EndpointEntry { Name = "e", Provider = "p", Model = "m", UpstreamModel = "m", Limits = new EndpointLimits { TokensPerMinute = 600 } }],
            },
        });
        var instruments = new MeshInstruments(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        _caller = new EndpointCaller(views, _gates, new EngineGates(), [_upstream], instruments, new EndpointAlerts(instruments, NullLogger<EndpointAlerts>.Instance), null!, _time, new TokenCounter(), new SilentUpstreams());
    }

    [Fact]
    public async Task Trial_ThatGoesWell_IsKnownWhenItsPlaceComesBack()
    {
        Stats("e").Circuit.Open();
        _time.Advance(TimeSpan.FromSeconds(6));

        await _caller.EmbedAsync("e", new EmbeddingTask { Native = default, Query = new RouteQuery { Target = "e" } }, CancellationToken.None);

        Assert.Equal((CircuitState.Closed, false, 0), Assert.Single(_found));
    }

    [Fact]
    public async Task Tokens_ThatWereNotUsed_AreThereWhenThePlaceComesBack()
    {
        var attempt = await _caller.BeginAsync("e", Chat(), CancellationToken.None);
        Assert.True(Stats("e").IsFull);

        await attempt.DisposeAsync();

        Assert.Equal((CircuitState.Closed, false, 0), Assert.Single(_found));
    }

    [Fact]
    public async Task Attempt_DisposedTwice_GivesItsPlaceBackOnce()
    {
        var attempt = await _caller.BeginAsync("e", Chat(), CancellationToken.None);
        await attempt.DisposeAsync();
        await attempt.DisposeAsync();

        Assert.Equal(0, Assert.Single(_found).InFlight);
    }

    private static ChatTask Chat() => new(
        new RouteQuery { Target = "e", MaxOutputTokens = 5000 },
        new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart("hello")] }] },
        streaming: true);

    private Routing.Health.EndpointStats Stats(string name) => _gates[name].Stats;
}
