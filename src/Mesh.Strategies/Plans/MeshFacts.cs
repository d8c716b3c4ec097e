using Mesh.Contracts.Catalog;

namespace Mesh.Strategies.Plans;

/// <summary>What can be asked of the mesh, as a planner must know it.</summary>
public sealed record MeshFacts
{
    /// <summary>What holds without a catalogue: models that can do everything, and the built-in classes of tasks.</summary>
    public static MeshFacts BuiltIn { get; } = new();

    /// <summary>What its models can do, all together.</summary>
    public ModelCapabilities Capabilities { get; init; } = Enum.GetValues<ModelCapabilities>().Aggregate((all, one) => all | one);

    /// <summary>Its classes of tasks.</summary>
    public IReadOnlyList<string> Classes { get; init; } = TaskClasses.BuiltIn;

    /// <summary>Those of a catalogue.</summary>
    public static MeshFacts Of(CatalogDocument document) => new()
    {
        Capabilities = document.Models.Where(m => m.State is ModelState.Approved or ModelState.Deprecated).Aggregate(ModelCapabilities.Text, (all, model) => all | model.Capabilities),
        Classes = [.. TaskClasses.BuiltIn.Union(document.Tasks.Select(t => t.Name), StringComparer.OrdinalIgnoreCase)],
    };
}
