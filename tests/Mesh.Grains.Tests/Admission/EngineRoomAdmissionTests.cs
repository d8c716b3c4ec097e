using System.Diagnostics.Metrics;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Admission;
using Mesh.Grains.Catalog;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Fabric;
using Mesh.Grains.Router;
using Mesh.Grains.Telemetry;
using Mesh.Grains.Tests.Fabric;
using Mesh.Routing.Health;
using Mesh.Routing.Load;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Admission;

/// <summary>Who waits in front of engines that have places, and who goes by: the way a request takes through a silo, without its call.</summary>
public sealed class EngineRoomAdmissionTests : IDisposable
{
    private const int Engines = 4;
    private readonly FakeTimeProvider _time = new();
    private readonly EndpointGates _gates;
    private readonly CatalogView _views;
    private readonly MeshRouter _router;
    private readonly AdmissionControl _admission;

    public EngineRoomAdmissionTests()
    {
        _gates = new EndpointGates(_time, () => 0);
        var engines = new LiveEngines(_time);
        foreach (var node in Enumerable.Range(0, Engines))
        {
            engines.Take($"s{node}", 1, Rows.Engine($"n{node}") with { PrefillTokensPerSecond = 10_000 });
        }

        _views = new CatalogView(_gates, engines, time: _time);
        var instruments = new MeshInstruments(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        _router = new MeshRouter(_views, instruments, _time, () => 0.5);
        _admission = new AdmissionControl(_router, _views, _gates, new SiloPressure(10_000), instruments, _time);
        _views.Adopt(new CatalogRevision
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
                Endpoints = [new EndpointEntry { Name = "m", Provider = "p", Model = "m", UpstreamModel = "m", Node = "*" }],
            },
        });
        foreach (var served in _views.Current.Endpoints.Values)
        {
            served.Stats.Work.Follow(1, 10_000);
        }
    }

    public void Dispose() => _admission.Dispose();

    [Fact]
    public async Task Tenant_OfMoreThanItsShare_WaitsWhileTheOthersGoByAndIsCalledWhenTheEnginesAreQuiet()
    {
        await TakeMoreThanItsShareAsync();
        var reading = ReadEverywhereButAtOne();

        var waiting = AdmitAsync("greedy");
        Assert.False(waiting.IsCompleted);
        var other = await Soon(AdmitAsync("a"));
        Assert.False(waiting.IsCompleted);
        Assert.Equal(1, _admission.Present);

        reading.ForEach(r => r.Work.Read(r.Piece));
        _time.Advance(TimeSpan.FromMilliseconds(50));

        var pass = await Soon(waiting);
        Assert.NotEqual(0, pass.Decision.Eligible);
        _admission.Passed(pass);
        _admission.Passed(other);
        Assert.Equal(0, _admission.Present);
    }

    // Its places are free, and yet there is no room: nobody is called in vain again and again.
    [Fact]
    public async Task Waiter_WhoseEnginesHavePlacesButNoRoom_IsNotCalled()
    {
        await TakeMoreThanItsShareAsync();
        ReadEverywhereButAtOne();
        var waiting = AdmitAsync("greedy");
        var places = ModelPlaces.Count(_views.Current, "m");
        var waiter = new Waiter(Query("greedy"), WorkClass.Standard, long.MaxValue, 1, 0) { Endpoints = [.. places.At!] };

        Assert.Equal(Engines, places.At!.Count);
        Assert.False(places.Suit(waiter, EngineStanding.Yielding));
        Assert.True(places.Suit(waiter, EngineStanding.Standard));
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task Tenant_OfMoreThanItsShare_RefusedAfterItsWait_IsToldWhy()
    {
        await TakeMoreThanItsShareAsync();
        ReadEverywhereButAtOne();
        var waiting = AdmitAsync("greedy");
        _time.Advance(TimeSpan.FromSeconds(11));

        var error = (await Assert.ThrowsAsync<MeshException>(() => Soon(waiting))).Error;

        Assert.Equal((MeshErrorCode.NoCapacity, "overloaded"), (error.Code, error.Reason));
        Assert.Contains("its tenant has lately had more than its share", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("greedy", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _admission.Present);
    }

    // Else an engine that hangs with prompts in it would never be tried again.
    [Fact]
    public void Waiter_ForAnEngineThatAwaitsItsTrial_IsCalledThoughAllAreSaturated()
    {
        ReadEverywhereButAtOne(from: 0, times: 3);
        var tried = _views.Current.Endpoints.Values[0];
        var waiter = new Waiter(Query("a"), WorkClass.Standard, long.MaxValue, 1, 0) { Endpoints = [tried.Name] };
        for (var i = 0; i < Circuit.FailuresToOpen; i++)
        {
            tried.Stats.Circuit.Fail(tried.Stats.Circuit.Begin(trial: false, isStream: true), CircuitCause.ServerError);
        }

        Assert.False(Suits());
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(Suits());

        bool Suits() => ModelPlaces.Count(_views.Current, "m").Suit(waiter, EngineStanding.Standard);
    }

    private static async Task<AdmissionPass> Soon(Task<AdmissionPass> admitted) => await admitted.WaitAsync(TimeSpan.FromMinutes(1));

    private static RouteQuery Query(string tenant) => new() { Target = "m", InputTokensExpected = 2000, Caller = new RouteCaller(tenant, "p", "k") };

    private Task<AdmissionPass> AdmitAsync(string tenant)
    {
        var query = Query(tenant);
        return _admission.AdmitAsync(_router.Decide(query), query, _time.GetTimestamp() + (60 * _time.TimestampFrequency), CancellationToken.None).AsTask();
    }

    private async Task TakeMoreThanItsShareAsync()
    {
        foreach (var tenant in Enumerable.Repeat("greedy", 200).Concat(Enumerable.Repeat("a", 20)).Concat(Enumerable.Repeat("b", 20)))
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            _admission.Count((await Soon(AdmitAsync(tenant))).Decision, Query(tenant));
        }
    }

    private List<(EndpointWork Work, WorkPiece Piece)> ReadEverywhereButAtOne(int from = 1, int times = 1) =>
        [.. Enumerable.Repeat(_views.Current.Endpoints.Values.Skip(from), times).SelectMany(e => e).Select(e => (e.Stats.Work, e.Stats.Work.Begin(20_000, 20_000)))];
}
