namespace Mesh.Contracts.Routing;

/// <summary>Where a figure of quality comes from.</summary>
public enum QualitySource
{
    /// <summary>Nobody said anything of this task: from the class above it, or from the model's other figures.</summary>
    Assumed,

    /// <summary>The catalogue or the model's card says so.</summary>
    Declared,

    /// <summary>The catalogue says so, and how many samples were measured elsewhere.</summary>
    Benchmark,

    /// <summary>Outcomes here outweigh what was said.</summary>
    Measured,
}
