using System.Reflection;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Errors;
using Mesh.Grains.Catalog;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Grains.Tests.Endpoints;

public sealed class LeaseRenewalTests : IAsyncLifetime, IDisposable
{
    private const int Limit = 4;
    private readonly WatchedTime _time = new();
    private readonly EndpointGates _gates;
    private readonly CatalogView _views;
    private readonly LeaseRenewal _renewal;
    private Func<Task<EndpointLease>> _grain = () => Task.FromResult(new EndpointLease(3, TimeSpan.FromSeconds(3), TimeSpan.Zero));
    private int _asked;

    public LeaseRenewalTests()
    {
        _gates = new EndpointGates(_time, () => 0.5);
        _views = new CatalogView(_gates);
        var grain = Answers.Make<IEndpointGrain>(_ =>
        {
            Interlocked.Increment(ref _asked);
            return _grain();
        });
        var details = Answers.Make<ILocalSiloDetails>(_ => SiloAddress.Zero);
        _renewal = new LeaseRenewal(_views, _gates, Answers.Make<IGrainFactory>(_ => grain), details, _time, NullLogger<LeaseRenewal>.Instance);
    }

    private int? Places => _gates["e"].Stats.ConcurrencyLimit;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _renewal.StopAsync(CancellationToken.None);

    public void Dispose() => _renewal.Dispose();

    [Fact]
    public async Task Lease_TheFirst_IsAskedForAtOnceAndNoPlaceIsTakenBefore()
    {
        _views.Adopt(Revision());
        Assert.Equal(0, Places);

        await _renewal.StartAsync(CancellationToken.None);
        await Wait.UntilAsync(() => Places == 3, "the lease is here while the clock stands still");
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task Grain_ThatCannotBeReached_IsDoneWithout()
    {
        _grain = () => throw new TimeoutException("no such silo");
        await StartAsync();

        await Wait.UntilAsync(() => Places == Limit, "the whole limit");
    }

    [Fact]
    public async Task Grain_ThatGivesNoAnswer_IsDoneWithoutAfterTwoSeconds()
    {
        _grain = () => new TaskCompletionSource<EndpointLease>().Task;
        await StartAsync();

        // It is asked before the wait for its answer begins.
        await Wait.UntilAsync(() => _time.Waits > 0, "its answer is waited for");

        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(0, Places);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await Wait.UntilAsync(() => Places == Limit, "the whole limit");
    }

    [Fact]
    public async Task Grain_ThatDoesNotKnowTheEndpointYet_IsAskedAgainForTwoSeconds()
    {
        _grain = () => throw new MeshException(MeshErrorCode.Unavailable, "endpoint_unknown", "not yet");
        await StartAsync();
        for (var tenth = 1; tenth < 20; tenth++)
        {
            var before = _asked;
            _time.Advance(TimeSpan.FromSeconds(0.1));
            await Wait.UntilAsync(() => _asked > before, "it is asked again");
            Assert.Equal(0, Places);
        }

        _time.Advance(TimeSpan.FromSeconds(0.1));
        await Wait.UntilAsync(() => Places == Limit, "the whole limit");
    }

    private async Task StartAsync()
    {
        _views.Adopt(Revision());
        await _renewal.StartAsync(CancellationToken.None);
        await Wait.UntilAsync(() => _asked == 1, "the grain is asked");
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
            Models = [new ModelEntry { Name = "m" }],
            Endpoints = [new EndpointEntry { Name = "e", Provider = "p", Model = "m", UpstreamModel = "m", Limits = new EndpointLimits { Concurrency = Limit } }],
            Routes = [],
        },
    };

    /// <summary>Answers every member of an interface alike.</summary>
    public class Answers : DispatchProxy
    {
        private Func<MethodInfo, object?> _answer = _ => null;

        /// <summary>Makes one.</summary>
        public static T Make<T>(Func<MethodInfo, object?> answer)
            where T : class
        {
            var made = Create<T, Answers>();
            ((Answers)(object)made)._answer = answer;
            return made;
        }

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!);
    }
}
