using Mesh.Contracts.Catalog.Rules;

namespace Mesh.Contracts.Plans;

/// <summary>A step of a pipeline.</summary>
/// <param name="Name">How later steps call its output.</param>
/// <param name="Node">Who does it.</param>
[GenerateSerializer, Immutable, Alias("mesh.PipelineStep")]
public sealed record PipelineStep([property: Id(0)] string Name, [property: Id(1)] NodeEntry Node)
{
    /// <summary>Most times that one output may be mended.</summary>
    public const int MostRepairs = 3;

    /// <summary>The template of what is asked; null for the request as it came.</summary>
    [Id(2)] public string? Prompt { get; init; }

    /// <summary>Who the model is and how it works, as the system message says it; null for nothing.</summary>
    [Id(3)] public string? Instructions { get; init; }

    /// <summary>The JSON Schema that its output must fit; null for any text.</summary>
    [Id(4)] public string? Schema { get; init; }

    /// <summary>How often an output that does not fit is mended.</summary>
    [Id(5)] public int Repairs { get; init; } = 1;

    /// <summary>The steps after which it begins; null for the one before it.</summary>
    [Id(6)] public IReadOnlyList<string>? After { get; init; }

    /// <summary>A condition of the request, as written; empty for none. Where it does not hold the step is left out.</summary>
    [Id(7)] public string When { get; init; } = "";

    /// <summary>It, read; null for none.</summary>
    [Id(8)] public RuleExpression? Condition { get; init; }

    /// <summary>What an earlier output must be; else the step is left out. Null for nothing.</summary>
    [Id(9)] public StepCheck? If { get; init; }

    /// <summary>Whether the pipeline goes on without it where it fails.</summary>
    [Id(10)] public bool Optional { get; init; }

    /// <summary>Behind it, the steps from an earlier one on are done again; null for once.</summary>
    [Id(11)] public StepLoop? Repeat { get; init; }
}
