using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Mesh.Grains.Access;

namespace Mesh.Grains.Tests.Access;

public sealed class NoteGrain(TenantGrains tenants) : Grain, INoteGrain, INoteExtras
{
    public Task<string> ReadAsync() => Task.FromResult(this.GetPrimaryKeyString());

    public Task<string> PeekAsync() => ReadAsync();

    public Task<string> ReadOtherAsync(string key) => GrainFactory.GetGrain<INoteGrain>(key).ReadAsync();

    public async Task<bool> ReadOtherLaterAsync(string rest)
    {
        var outcome = new TaskCompletionSource<bool>();
        Assert.True(TenantKey.TryParse(this.GetPrimaryKeyString(), out var own));
        using var timer = this.RegisterGrainTimer(
            async _ =>
            {
                try
                {
                    outcome.TrySetResult(await tenants.CallAsync<INoteGrain, string>(own, rest, n => n.ReadAsync()) == (own with { Rest = rest }).ToString());
                }
                catch (MeshException)
                {
                    outcome.TrySetResult(false);
                }
            },
            new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true });
        return await outcome.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }
}
