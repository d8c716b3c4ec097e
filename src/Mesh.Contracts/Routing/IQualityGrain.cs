namespace Mesh.Contracts.Routing;

/// <summary>Keeps the outcomes of models at tasks for the whole cluster, over restarts too. One; not on any request's way.</summary>
[Alias("mesh.IQualityGrain")]
public interface IQualityGrain : IGrainWithIntegerKey
{
    /// <summary>Its key.</summary>
    public const long Key = 0;

    /// <summary>
    /// Counts an outcome, of one decision once; gives what counts of the pair then, null when there are too many pairs of task and model already. Who
    /// got no answer asks again.
    /// </summary>
    /// <param name="decision">The decision's id.</param>
    /// <param name="task">The class of tasks.</param>
    /// <param name="model">The model.</param>
    /// <param name="reward">How well it went, 0 to 1.</param>
    /// <param name="tenant">Who says it: where there are several, none may outweigh the others.</param>
    /// <param name="hasOthers">Whether the asker knows of other tenants that use the mesh.</param>
    [Alias("Count")]
    Task<QualityCell?> RecordAsync(string decision, string task, string model, double reward, string tenant, bool hasOthers);

    /// <summary>All outcomes, when some have come since; null when none have.</summary>
    /// <param name="known">The version that the asker has; 0 for none.</param>
    [Alias("Read")]
    Task<QualityReport?> ReadAsync(long known);
}
