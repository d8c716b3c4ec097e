using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Tests.Hosting;
using Mesh.Grains.Turns;
using Mesh.Providers.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.TestingHost;
using Xunit.Abstractions;

namespace Mesh.Grains.Tests.Endpoints;

/// <summary>A vendor's limits as the vendor sees them: silos with far more demand than they allow, through the whole request path and real leases.</summary>
[Collection(Clusters.Name)]
public sealed class VendorLimitsClusterTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Callers = 4;

    // Left alone, silos ask anew after two seconds.
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(1);
    private readonly Random _random = new(1);
    private readonly Dictionary<string, List<Task>> _calls = [];
    private ClockedCluster _cluster = null!;
    private CountedUpstream _vendor = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public Task RequestsAMinute_OverThreeSilosAtTenTimesTheDemand_AreUsedAndNeverExceeded() => RequestsAMinuteAsync(TimeSpan.FromMinutes(1.25), least: 90);

    [Fact]
    [Trait("Length", "Long")]
    public Task RequestsAMinute_OverThreeSilosForManyMinutes_AreUsedAndNeverExceeded() => RequestsAMinuteAsync(TimeSpan.FromMinutes(6), least: 95);

    [Fact]
    public Task Concurrency_OfTwoOverEightSilos_IsUsedAndNeverExceeded() => ConcurrencyAsync(300, TimeSpan.FromSeconds(20));

    [Theory]
    [InlineData(300)]
    [InlineData(2000)]
    [Trait("Length", "Long")]
    public Task Concurrency_OfTwoOverEightSilosForMinutes_IsUsedAndNeverExceeded(int milliseconds) => ConcurrencyAsync(milliseconds, TimeSpan.FromMinutes(3));

    [Fact]
    public async Task Silo_ThatJoins_HasItsPartOfALimitAtOnceAndIsNeverOneTooMany()
    {
        await StartAsync(2, "concurrency: 4");
        await _cluster.RunAsync(TimeSpan.FromSeconds(10));
        Assert.Equal([2, 2], Shares());

        var newcomer = await _cluster.JoinAsync();
        var took = await _cluster.UntilAsync(
            () =>
            {
                Assert.InRange(Shares().Sum(), 0, 4);
                return Share(newcomer) > 0;
            },
            "the newcomer has a place",
            TimeSpan.FromSeconds(4));
        output.WriteLine($"a place after {took.TotalMilliseconds:F0} ms");
        Assert.InRange(took, TimeSpan.Zero, s_moment);
    }

    [Fact]
    public async Task Silo_ThatJoinsUnderDemand_ServesSoonAndNeverExceedsTheLimit()
    {
        await StartAsync(2, "concurrency: 2");
        _vendor.Takes = TimeSpan.FromMilliseconds(300);
        await _cluster.RunAsync(TimeSpan.FromSeconds(10), PressOnAll);

        var newcomer = await _cluster.JoinAsync();
        await _cluster.RunAsync(TimeSpan.FromSeconds(10), PressOnAll);

        Assert.Equal(2, _vendor.Most);
        Assert.True(_cluster.Mesh.Service<EndpointGates>(newcomer)["m-api"].Stats.Read("m").Attempts > 0);
    }

    // A thread that a busy machine holds up costs this clock some requests.
    private async Task RequestsAMinuteAsync(TimeSpan duration, int least)
    {
        await StartAsync(3, "rpm: 100");
        await _cluster.RunAsync(TimeSpan.FromSeconds(10));
        await _cluster.RunAsync(duration, () =>
        {
            foreach (var silo in _cluster.Mesh.Silos)
            {
                if (_random.NextDouble() < 1000.0 / 3 / 60 * ClockedCluster.Step.TotalSeconds)
                {
                    Call(silo);
                }
            }
        });

        var asked = _vendor.Asked.ToArray();
        var starts = Enumerable.Range(0, (int)((duration - TimeSpan.FromMinutes(1)).TotalSeconds * 10)).Select(i => asked[0] + TimeSpan.FromSeconds(i * 0.1));
        var minutes = starts.Select(start => asked.Count(a => a >= start && a < start + TimeSpan.FromMinutes(1))).ToArray();
        output.WriteLine($"of 100 a minute passed {minutes.Min()} to {minutes.Max()} in every sliding minute");
        Assert.InRange(minutes.Min(), least, 100);
        Assert.InRange(minutes.Max(), least, 100);
    }

    private async Task ConcurrencyAsync(int milliseconds, TimeSpan duration)
    {
        await StartAsync(8, "concurrency: 2");
        _vendor.Takes = TimeSpan.FromMilliseconds(milliseconds);
        await _cluster.RunAsync(TimeSpan.FromSeconds(10), PressOnAll);
        var (used, steps) = (0, 0);
        await _cluster.RunAsync(duration, () =>
        {
            (used, steps) = (used + _vendor.InFlight, steps + 1);
            PressOnAll();
        });

        output.WriteLine($"requests of {milliseconds} ms: at most {_vendor.Most} of 2 at once, {used / (2.0 * steps):P1} used");
        Assert.Equal(2, _vendor.Most);
        Assert.InRange(used / (2.0 * steps), 0.95, 1);
    }

    private async Task StartAsync(short silos, string limits)
    {
        var time = new FakeTimeProvider();
        _vendor = new CountedUpstream(time);
        _cluster = await ClockedCluster.StartAsync(
            silos, TestCatalog.Text(limits: $", limits: {{ {limits} }}"), silo => silo.Services.Insert(0, ServiceDescriptor.Singleton<IModelProvider>(_vendor)), time);
        await _cluster.RunAsync(TimeSpan.FromSeconds(1));
    }

    // More callers at each silo than there are places: somebody always waits for one.
    private void PressOnAll()
    {
        foreach (var silo in _cluster.Mesh.Silos)
        {
            // Who is refused at once comes again with the next step.
            for (var missing = Callers - UnderWay(silo).Count; missing > 0; missing--)
            {
                Call(silo);
            }
        }
    }

    private void Call(InProcessSiloHandle silo) => UnderWay(silo).Add(CallAsync(silo));

    // A call that ended in a way that no caller may see ends the test.
    private List<Task> UnderWay(InProcessSiloHandle silo)
    {
        var calls = _calls.TryGetValue(silo.Name, out var known) ? known : _calls[silo.Name] = [];
        Assert.DoesNotContain(calls, c => c.IsFaulted);
        calls.RemoveAll(c => c.IsCompleted);
        return calls;
    }

    private async Task CallAsync(InProcessSiloHandle silo)
    {
        var request = new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart("hello")] }] };
        try
        {
            await using var turn = await _cluster.Mesh.Service<TurnRunner>(silo).BeginAsync(new ChatTask(new RouteQuery { Target = "auto", InputTokensExpected = 10, MaxOutputTokens = 10 }, request, streaming: false), CancellationToken.None);
            await foreach (var _ in turn.ReadAsync())
            {
            }
        }
        catch (MeshException e) when (e.Error.Code == MeshErrorCode.NoCapacity)
        {
        }
    }

    private int[] Shares() => [.. _cluster.Mesh.Silos.Select(Share)];

    private int Share(InProcessSiloHandle silo) => _cluster.Mesh.Service<EndpointGates>(silo)["m-api"].Stats.ConcurrencyLimit ?? 0;
}
