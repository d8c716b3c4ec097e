namespace Mesh.Contracts.Tasks;

/// <summary>The tenants that have tasks.</summary>
[GenerateSerializer, Alias("mesh.TaskTenants")]
public sealed class TaskTenants
{
    /// <summary>Their names.</summary>
    [Id(0)] public HashSet<string> Names { get; set; } = [];
}
