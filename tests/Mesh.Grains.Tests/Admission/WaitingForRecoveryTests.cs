using System.Diagnostics.Metrics;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;
using Mesh.Grains.Admission;
using Mesh.Grains.Catalog;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Router;
using Mesh.Grains.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Admission;

/// <summary>Who waits for a full endpoint is served by another one that comes back, or is new, meanwhile.</summary>
public sealed class WaitingForRecoveryTests : IDisposable
{
    private static readonly RouteQuery s_query = new() { Target = "m" };
    private readonly FakeTimeProvider _time = new();
    private readonly EndpointGates _gates;
    private readonly CatalogView _views;
    private readonly MeshRouter _router;
    private readonly AdmissionControl _admission;

    public WaitingForRecoveryTests()
    {
        _gates = new EndpointGates(_time, () => 0);
        _views = new CatalogView(_gates);
        var instruments = new MeshInstruments(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        _router = new MeshRouter(_views, instruments, _time, () => 0.5);
        _admission = new AdmissionControl(_router, _views, _gates, new SiloPressure(10), instruments, _time);
        Adopt(1, "a", "b");
        _gates["a"].TryEnter(out _, out _);
        _gates["b"].Stats.Circuit.CoolDown(TimeSpan.FromSeconds(0.5));
    }

    public void Dispose() => _admission.Dispose();

    [Fact]
    public async Task Waiter_WhenAnotherEndpointComesBack_TakesItBeforeAnyNewcomer()
    {
        var first = AdmitAsync();
        Assert.False(first.IsCompleted);
        Advance(0.5);
        var second = AdmitAsync();
        Assert.False(second.IsCompleted);

        Advance(0.05);

        var pass = await first.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("b", pass.Decision.Candidates[0].Endpoint);
        _gates["b"].TryEnter(out _, out _);
        _admission.Passed(pass);
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task Waiter_WhenItsEndpointsGetOtherNames_IsDecidedAfresh()
    {
        var waiting = AdmitAsync();
        Assert.False(waiting.IsCompleted);
        Adopt(2, "c");

        Advance(0.05);

        Assert.Equal("c", (await waiting.WaitAsync(TimeSpan.FromMinutes(1))).Decision.Candidates[0].Endpoint);
    }

    private Task<AdmissionPass> AdmitAsync() =>
        _admission.AdmitAsync(_router.Decide(s_query), s_query, _time.GetTimestamp() + (60 * _time.TimestampFrequency), CancellationToken.None).AsTask();

    private void Advance(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    private void Adopt(long number, params string[] endpoints) => _views.Adopt(new CatalogRevision
    {
        Number = number,
        Author = "test",
        Time = DateTimeOffset.UnixEpoch,
        Files = [],
        Diff = [],
        Document = new CatalogDocument
        {
            Providers = [new ProviderEntry { Name = "p", Kind = ProviderKind.OpenAICompatible }],
            Models = [new ModelEntry { Name = "m" }],
            Endpoints = [.. endpoints.Select(e => new EndpointEntry { Name = e, Provider = "p", Model = "m", UpstreamModel = "m", Limits = new EndpointLimits { Concurrency = 1 } })],
        },
    });
}
