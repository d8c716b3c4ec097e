using System.Globalization;
using System.Text;

namespace Mesh.Load.Recorded;

/// <summary>Writes the catalogue of a bed: its models behind the fake upstream, and a route for each plan.</summary>
internal static class RecordedCatalog
{
    /// <summary>The class of task that every question is said to be of, so that qualities hold for all of them.</summary>
    public const string Task = "recorded";

    /// <summary>The route of a plan in some place.</summary>
    public static string Route(int plan) => FormattableString.Invariant($"plan-{plan}");

    /// <summary>Writes the artefacts that plans need to a folder, and gives their names.</summary>
    public static IReadOnlyList<string> WriteArtifacts(RecordedBed bed, string folder)
    {
        List<string> names = [];
        foreach (var (place, plan) in bed.Plans.Index().Where(p => p.Item.Artifact is not null))
        {
            File.WriteAllText(Artifact(folder, place), plan.Artifact);
            names.Add(Route(place));
        }

        return names;
    }

    /// <summary>The catalogue.</summary>
    /// <param name="bed">What it is for.</param>
    /// <param name="url">The upstream.</param>
    /// <param name="folder">Where the artefacts are.</param>
    public static string Of(RecordedBed bed, string url, string folder)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"providers:\n  recorded: {{ kind: openai-compatible, baseUrl: \"{url}\" }}\ntasks:\n  {Task}: {{ description: questions whose answers were recorded }}\nmodels:");
        foreach (var (place, model) in bed.Models.Index())
        {
            // Who has no price is asked for nothing, and its costs are not told.
            text.AppendLine(CultureInfo.InvariantCulture, $"  {RecordedModel.Name(place)}: {{ context: 1000000, price: {{ in: {model.Price?.In ?? 0}, out: {model.Price?.Out ?? 0} }}, quality: {{ {Task}: {model.Quality:0.0000} }} }}");
        }

        text.AppendLine("endpoints:");
        foreach (var place in Enumerable.Range(0, bed.Models.Length))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {RecordedModel.Name(place)}-api: {{ provider: recorded, model: {RecordedModel.Name(place)} }}");
        }

        if (bed.Plans.Any(p => p.Artifact is not null))
        {
            text.AppendLine("scorers:");
            foreach (var place in Enumerable.Range(0, bed.Plans.Length).Where(p => bed.Plans[p].Artifact is not null))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {Route(place)}: {{ artifact: \"{Artifact(folder, place)}\" }}");
            }
        }

        text.AppendLine("routes:");
        foreach (var (place, plan) in bed.Plans.Index().Where(p => p.Item.Plan is not null))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {Route(place)}: {{ plan: {plan.Plan!.Replace(FittedPlan.Scorer, Route(place), StringComparison.Ordinal)}{(plan.IsCached ? ", cache: { exact: { ttl: 1h, scope: tenant } }" : "")} }}");
        }

        return text.ToString();
    }

    private static string Artifact(string folder, int plan) => Path.Combine(folder, $"{Route(plan)}.json");
}
