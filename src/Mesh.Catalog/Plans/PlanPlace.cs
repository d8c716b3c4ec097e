using Mesh.Catalog.Reading;

namespace Mesh.Catalog.Plans;

/// <summary>Where a leaf of a plan names who answers, to be looked up once all files are read.</summary>
/// <param name="Owner">The route whose plan it is.</param>
/// <param name="Section">The leaf.</param>
/// <param name="Field">The field.</param>
/// <param name="Names">The names.</param>
internal sealed record PlanPlace(string Owner, Section Section, string Field, IReadOnlyList<string> Names)
{
    public bool IsRoute => Field == "route";
}
