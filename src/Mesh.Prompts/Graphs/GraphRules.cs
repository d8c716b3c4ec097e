using Mesh.Contracts.Catalog;

namespace Mesh.Prompts.Graphs;

/// <summary>What a planner's graph is held to.</summary>
public sealed record GraphRules
{
    /// <summary>Most tasks.</summary>
    /// <value>12.</value>
    public int MostTasks { get; init; } = 12;

    /// <summary>Longest chain of tasks that depend on each other.</summary>
    /// <value>5.</value>
    public int MostDepth { get; init; } = 5;

    /// <summary>What models of the mesh can do: a task may need nothing else.</summary>
    public required ModelCapabilities Capabilities { get; init; }

    /// <summary>The classes of tasks that there are.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The capabilities as a planner is told them.</summary>
    public string CapabilityList => string.Join(", ", CapabilityWords.All.Where(w => Capabilities.HasFlag(w.Value)).Select(w => w.Key));

    /// <summary>The classes as a planner is told them.</summary>
    public string ClassList => string.Join(", ", Classes);
}
