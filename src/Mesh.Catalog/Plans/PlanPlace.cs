using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog.Rules;

namespace Mesh.Catalog.Plans;

/// <summary>Where a leaf of a plan names who answers, to be looked up once all files are read.</summary>
/// <param name="Owner">The route whose plan it is.</param>
/// <param name="Section">The leaf.</param>
/// <param name="Field">The field.</param>
/// <param name="Names">The names.</param>
internal sealed record PlanPlace(string Owner, Section Section, string Field, IReadOnlyList<string> Names)
{
    public bool IsRoute => Field == "route";

    /// <summary>A condition that stands there in place of names; null for none.</summary>
    public RuleExpression? Condition { get; init; }

    /// <summary>Whether the names are classes of tasks.</summary>
    public bool AreTasks { get; init; }

    /// <summary>Whether the names are scorers.</summary>
    public bool AreScorers { get; init; }
}
