using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Tasks;
using Mesh.Grains.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Grains.Tasks;

/// <summary>Keeps the names of tenants with tasks, and has their lists looked at: when a silo starts, and by a reminder.</summary>
internal sealed class TaskTenantsGrain([PersistentState("taskTenants")] IPersistentState<TaskTenants> tenants, TenantGrains grains) : Grain, ITaskTenantsGrain, IRemindable
{
    /// <summary>Time from one look to the next; the least that reminders know.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private const string Reminder = "tasks";

    public Task AddAsync(string tenant) => tenants.State.Names.Contains(tenant) ? Task.CompletedTask : ChangeAsync([.. tenants.State.Names, tenant]);

    public async Task WakeAsync()
    {
        if (ServiceProvider.GetService<IReminderTable>() is not null && await this.GetReminder(Reminder) is null)
        {
            await this.RegisterOrUpdateReminder(Reminder, Pause, Pause);
        }

        await LookAsync();
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => LookAsync();

    // A tenant whose list cannot be looked at now is looked at the next time. One without tasks stays: its list costs one call.
    private async Task LookAsync()
    {
        foreach (var tenant in tenants.State.Names)
        {
            try
            {
                await grains.CallAsync<ITenantTasksGrain, bool>(new TenantKey(tenant, TenantTasksGrain.Rest), TenantTasksGrain.Rest, g => g.RoundAsync());
            }
            catch (Exception e) when (e is MeshException or OrleansException or TimeoutException)
            {
                continue;
            }
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
