using Mesh.RouterEval.Sources;

namespace Mesh.Load.Recorded;

/// <summary>A model whose answers were recorded.</summary>
/// <param name="Label">What it is called where it was recorded; the mesh knows it by its place, so that no model card adds to what is measured.</param>
/// <param name="Price">Dollars a million tokens; null where it has none.</param>
/// <param name="Quality">How often it is right on the questions that plans were fitted on.</param>
internal sealed record RecordedModel(string Label, Price? Price, double Quality)
{
    /// <summary>What the mesh calls the model in some place.</summary>
    public static string Name(int place) => FormattableString.Invariant($"m{place}");

    /// <summary>The place of the model that the mesh calls so.</summary>
    public static int Place(string name) => int.Parse(name.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
}
