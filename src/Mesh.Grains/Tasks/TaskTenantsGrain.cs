using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Grains.Tasks;

/// <summary>Keeps the names of tenants with tasks, and has their lists looked at: silos ask for it as long as they run, and a reminder does when none has.</summary>
internal sealed class TaskTenantsGrain([PersistentState("taskTenants")] IPersistentState<TaskTenants> tenants, TaskParts parts) : Grain, ITaskTenantsGrain, IRemindable
{
    /// <summary>Time from one reminder to the next; the least that they know.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private const string Reminder = "tasks";
    private const int AtOnce = 16;
    private bool _isReminded;
    private bool _isLooking;
    private long? _looked;

    public Task AddAsync(string tenant) => tenants.State.Names.Contains(tenant) ? Task.CompletedTask : ChangeAsync([.. tenants.State.Names, tenant]);

    public async Task WakeAsync()
    {
        if (!_isReminded && ServiceProvider.GetService<IReminderTable>() is not null)
        {
            await this.RegisterOrUpdateReminder(Reminder, Pause, Pause);
            _isReminded = true;
        }

        if (!_isLooking && (_looked is not { } last || parts.Time.GetElapsedTime(last) >= parts.Options.Value.TaskRound))
        {
            await LookAsync();
        }
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // Not in the way of tenants that come meanwhile.
        this.AsReference<ITaskTenantsGrain>().WakeAsync().Ignore();
        return Task.CompletedTask;
    }

    // A tenant without tasks stays: its list costs one call.
    private async Task LookAsync()
    {
        _isLooking = true;
        try
        {
            var all = true;
            foreach (var some in tenants.State.Names.Chunk(AtOnce))
            {
                all &= (await Task.WhenAll(some.Select(RoundAsync))).All(done => done);
            }

            // A list that could not be looked at is looked at as soon as somebody asks again.
            _looked = all ? parts.Time.GetTimestamp() : null;
        }
        finally
        {
            _isLooking = false;
        }
    }

    private async Task<bool> RoundAsync(string tenant)
    {
        try
        {
            await parts.Grains.CallAsync<ITenantTasksGrain, bool>(new TenantKey(tenant, TenantTasksGrain.Rest), TenantTasksGrain.Rest, g => g.RoundAsync());
            return true;
        }
        catch (Exception e) when (e is MeshException or OrleansException or TimeoutException)
        {
            return false;
        }
    }

    private async Task ChangeAsync(HashSet<string> names)
    {
        tenants.State.Names = names;
        try
        {
            await tenants.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}
