using System.Net;
using Mesh.Grains.Hosting;
using Mesh.Grains.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Redis;

public sealed class MembershipRowWatchTests
{
    private static readonly SiloAddress s_silo = SiloAddress.New(IPAddress.Loopback, 11111, 1);
    private readonly FakeTimeProvider _time = new();
    private readonly StoreFreeze _freeze = new();
    private readonly OneRow _table = new();
    private readonly MembershipRowWatch _watch;

    public MembershipRowWatchTests() => _watch = new MembershipRowWatch(
        _table, new Details(), _freeze, new ProcessEnd(new Lifetime()), _time, NullLogger<MembershipRowWatch>.Instance);

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
        Assert.False(await LookAsync(isThere: false));
    }

    [Fact]
    public async Task Row_OfASiloThatHasNotJoinedYet_IsNotMissed()
    {
        await LookAsync(isThere: false);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.False(await LookAsync(isThere: false));
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
        var lifetime = new Lifetime();
        var end = new ProcessEnd(lifetime);
        using var watch = new MembershipRowWatch(_table, new Details(), _freeze, end, _time, NullLogger<MembershipRowWatch>.Instance);
        _table.IsThere = true;
        await watch.StartAsync(CancellationToken.None);
        await StepAsync(1);
        _table.IsThere = false;

        await StepAsync(12);
        await watch.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal((FreezeCause.Expelled, 1, true), (_freeze.Cause, end.Code, lifetime.IsStopping));
    }

    // Each look of the watch is waited for, so that no tick is folded into another.
    private async Task StepAsync(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            var looked = _table.Looked();
            _time.Advance(TimeSpan.FromSeconds(1));
            await looked.WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    private Task<bool> LookAsync(bool? isThere)
    {
        _table.IsThere = isThere;
        return _watch.IsExpelledAsync(CancellationToken.None);
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

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => IsStopping = true;
    }

    private sealed class OneRow : IMembershipTable
    {
        private static readonly TableVersion s_version = new(1, "1");
        private TaskCompletionSource _looked = new();

        public bool? IsThere { get; set; }

        public Task Looked()
        {
            _looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _looked.Task;
        }

        public Task<MembershipTableData> ReadRow(SiloAddress key)
        {
            _looked.TrySetResult();
            return IsThere switch
            {
                null => Task.FromException<MembershipTableData>(new TimeoutException()),
                true => Task.FromResult(new MembershipTableData(Tuple.Create(new MembershipEntry { SiloAddress = key }, "1"), s_version)),
                _ => Task.FromResult(new MembershipTableData(s_version)),
            };
        }

        public Task InitializeMembershipTable(bool tryInitTableVersion) => Task.CompletedTask;

        public Task DeleteMembershipTableEntries(string clusterId) => Task.CompletedTask;

        public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => Task.CompletedTask;

        public Task<MembershipTableData> ReadAll() => throw new NotSupportedException();

        public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => throw new NotSupportedException();

        public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => throw new NotSupportedException();

        public Task UpdateIAmAlive(MembershipEntry entry) => throw new NotSupportedException();
    }
}
