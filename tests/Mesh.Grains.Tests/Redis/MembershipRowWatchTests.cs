using System.Net;
using Mesh.Grains.Hosting;
using Mesh.Grains.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Redis;

public sealed class MembershipRowWatchTests : IDisposable
{
    private static readonly SiloAddress s_silo = SiloAddress.New(IPAddress.Loopback, 11111, 1);
    private readonly FakeTimeProvider _time = new();
    private readonly StoreFreeze _freeze = new();
    private readonly OneMember _table = new();
    private readonly MembershipRowWatch _watch;

    public MembershipRowWatchTests() => _watch = new MembershipRowWatch(
        _table, new Details(), _freeze, new ProcessEnd(new Lifetime(), _time, _ => { }), new Lifetime(), _time, NullLogger<MembershipRowWatch>.Instance);

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task Row_MissingForTenSeconds_Expels()
    {
        Assert.False(await LookAsync(isThere: true));
        Assert.False(await LookAsync(isThere: false));
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(await LookAsync(isThere: false));

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await LookAsync(isThere: false));
    }

    [Fact]
    public async Task Row_BackInBetween_BeginsAnew()
    {
        await LookAsync(isThere: true);
        await LookAsync(isThere: false);
        _time.Advance(TimeSpan.FromSeconds(9));
        await LookAsync(isThere: true);
        await LookAsync(isThere: false);
        _time.Advance(TimeSpan.FromSeconds(9));

        Assert.False(await LookAsync(isThere: false));
    }

    [Fact]
    public async Task Table_ThatCannotBeRead_IsNoVerdict()
    {
        await LookAsync(isThere: true);
        await LookAsync(isThere: false);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.False(await LookAsync(isThere: null));
        Assert.False(await LookAsync(isThere: true));
    }

    // A Redis that answers now and then must not keep an expelled silo going.
    [Fact]
    public async Task Table_ReadOnlyNowAndThen_IsAVerdictWhenItSaysTheSame()
    {
        await LookAsync(isThere: false);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(await LookAsync(isThere: null));
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.True(await LookAsync(isThere: false));
    }

    [Fact]
    public async Task Row_OfASiloThatHasNotJoinedYet_IsNotLookedFor()
    {
        var looked = _table.Looked();
        await _watch.StartAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromMinutes(1));
        await _watch.StopAsync(CancellationToken.None);

        Assert.False(looked.IsCompleted);
    }

    [Fact]
    public async Task Row_LostWithAllOtherData_IsNoVerdict()
    {
        await LookAsync(isThere: true);
        _freeze.Set(FreezeCause.Wiped);
        await LookAsync(isThere: false);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.False(await LookAsync(isThere: false));
    }

    [Fact]
    public async Task Watch_OfAnExpelledSilo_FreezesTheStoreAndEndsTheProcessWithAFailure()
    {
        var lifetime = new Lifetime { HasStarted = true };
        int? exit = null;
        using var end = new ProcessEnd(lifetime, _time, code => exit = code);
        using var watch = new MembershipRowWatch(_table, new Details(), _freeze, end, lifetime, _time, NullLogger<MembershipRowWatch>.Instance);
        _table.IsThere = true;
        await watch.StartAsync(CancellationToken.None);
        await StepAsync(1, watch.ExecuteTask!);
        _table.IsThere = false;
        var gone = _time.GetTimestamp();

        await StepAsync(12, watch.ExecuteTask!);
        await watch.ExecuteTask!.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(_time.GetElapsedTime(gone) >= TimeSpan.FromSeconds(10));

        Assert.Equal((FreezeCause.Expelled, 1, true), (_freeze.Cause, end.Code, lifetime.IsStopping));

        // Orleans' own stop may take longer than anybody waits.
        await watch.StopAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Null(exit);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, exit);
    }

    // Each look of the watch is waited for, so that no tick is folded into another; its timer may not run yet at the first. A look that comes
    // late meets a clock that has gone on, so the watch may end before so many.
    private async Task StepAsync(int looks, Task ended)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        for (var i = 0; i < looks && !ended.IsCompleted; i++)
        {
            var looked = _table.Looked();
            while (!looked.IsCompleted && !ended.IsCompleted)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                await Task.WhenAny(looked, ended, Task.Delay(50, patience.Token));
                patience.Token.ThrowIfCancellationRequested();
            }
        }
    }

    private Task<bool> LookAsync(bool? isThere)
    {
        _table.IsThere = isThere;
        return _watch.IsExpelledAsync();
    }

    private sealed class Details : ILocalSiloDetails
    {
        public string Name => "silo";

        public string ClusterId => "mesh";

        public string DnsHostName => "localhost";

        public SiloAddress SiloAddress => s_silo;

        public SiloAddress GatewayAddress => s_silo;
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public bool IsStopping { get; private set; }

        public bool HasStarted { get; init; }

        public CancellationToken ApplicationStarted => new(HasStarted);

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => IsStopping = true;
    }

    private sealed class OneMember : IMemberRows
    {
        private TaskCompletionSource _looked = new();

        public bool? IsThere { get; set; }

        public Task Looked()
        {
            _looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _looked.Task;
        }

        public Task<bool> ContainAsync(SiloAddress silo)
        {
            _looked.TrySetResult();
            return IsThere is { } isThere ? Task.FromResult(isThere) : Task.FromException<bool>(new TimeoutException());
        }
    }
}
