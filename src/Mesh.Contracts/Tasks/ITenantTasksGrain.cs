using Mesh.Contracts.Access;

namespace Mesh.Contracts.Tasks;

/// <summary>The list of a tenant's tasks, which bounds them, and sees to it that none is forgotten. Key: a <see cref="TenantKey"/> of <c>tasks</c>.</summary>
[TenantKeyed, Alias("mesh.ITenantTasksGrain")]
public interface ITenantTasksGrain : IGrainWithStringKey
{
    /// <summary>Takes a task into the list, or what has become of it.</summary>
    /// <exception cref="Errors.MeshException">no_capacity, reason tasks_full: the tenant has as many as it may.</exception>
    [Alias("Put")]
    Task PutAsync(TaskSummary task);

    /// <summary>Takes a task out of the list.</summary>
    [Alias("Remove")]
    Task RemoveAsync(string id);

    /// <summary>A page of the list, the newest first.</summary>
    [Alias("List")]
    Task<IReadOnlyList<TaskSummary>> ListAsync(TaskFilter filter);

    /// <summary>Takes up what nobody runs, and deletes what is over for long enough; false when the tenant has no tasks.</summary>
    [Alias("Round")]
    Task<bool> RoundAsync();
}
