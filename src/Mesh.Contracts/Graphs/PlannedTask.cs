using Mesh.Contracts.Catalog;

namespace Mesh.Contracts.Graphs;

/// <summary>One task of a graph into which a planner broke a larger one.</summary>
[GenerateSerializer, Immutable, Alias("mesh.PlannedTask")]
public sealed record PlannedTask
{
    /// <summary>Its name in the graph: up to 32 small letters, digits and <c>-</c>.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>What is to be done, in the planner's words.</summary>
    [Id(1)] public required string Description { get; init; }

    /// <summary>What a model must be able to do for it, beside text.</summary>
    [Id(2)] public ModelCapabilities Needs { get; init; } = ModelCapabilities.Text;

    /// <summary>Its class of tasks.</summary>
    [Id(3)] public string Class { get; init; } = TaskClasses.Chat;

    /// <summary>Tasks whose results it needs.</summary>
    [Id(4)] public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>The form of its result.</summary>
    [Id(5)] public ResultForm Form { get; init; }
}
