using System.Globalization;
using Mesh.Strategies.Confidence.Calibration;
using Mesh.Training.Cascades;

namespace Mesh.Cli.Commands.Cascades;

/// <summary>A fit as people and programs read it, and its thresholds as the catalogue takes them.</summary>
/// <param name="cascade">The cascade's name.</param>
/// <param name="models">The model of each tier.</param>
/// <param name="fit">The fit.</param>
/// <param name="scorer">Where the scorer was written; null for none.</param>
/// <param name="tier">The tier that it is for.</param>
internal sealed class FitReport(string cascade, IReadOnlyList<string> models, FittedCascade fit, string? scorer, int tier)
{
    private string Name => Path.GetFileNameWithoutExtension(scorer!);

    /// <summary>Lines that the catalogue's reader takes too: what is told stands in remarks.</summary>
    public IEnumerable<string> Lines()
    {
        var trial = fit.Trial;
        yield return $"# {cascade}: fitted on {fit.FittedWalks} audited walks, tried on {trial.Walks} others.";
        yield return Line($"# Quality {trial.Quality:0.000}, of the last tier's {trial.LastQuality:0.000}: {Percent(trial.QualityShare)}.");
        yield return Line($"# Cost ${trial.CostUsd:0.########} a request, of the last tier's ${trial.LastCostUsd:0.########}: {Percent(trial.CostShare)}.");
        yield return $"# Ended by: {string.Join(", ", trial.Given.Select((g, at) => Line($"tiers[{at}] ({models[at]}) {g:0.0%}")))}.";
        foreach (var (at, table) in fit.Tiers.Index())
        {
            foreach (var choice in table.Classes.Select(c => (Of: c.Key, Choice: c.Value)).Prepend((Of: "all", Choice: table.All)))
            {
                yield return Line($"# tiers[{at}], {choice.Of}: {choice.Choice.Rows} walks; {choice.Choice.Reason}.");
            }
        }

        if (fit.Scorer is { Evaluation: var e })
        {
            yield return Line($"# Scorer of {e.Rows} answers, {e.Right:0.0%} right; on unseen ones: area under ROC {e.Auroc:0.000}, squared error {e.Error:0.000} (always the share: {e.ErrorOfMean:0.000}).");
            yield return "# Put it on every silo, and beside the routes in the catalogue:";
            yield return $"scorers: {{ {Name}: {{ artifact: {System.Text.Json.JsonSerializer.Serialize(Path.GetFullPath(scorer!))} }} }}";
        }

        for (var at = 0; at < fit.Tiers.Count; at++)
        {
            yield return $"# tiers[{at}] ({models[at]}){(fit.Scorer is not null && at == tier ? ", its other sources as they are" : "")}:";
            yield return Accept(at);
        }
    }

    /// <summary>The same for programs.</summary>
    public object Plain() => new
    {
        cascade,
        fitted = fit.FittedWalks,
        tried = fit.Trial,
        scorer,
        evaluation = fit.Scorer?.Evaluation,
        tiers = fit.Tiers.Select((table, at) => new { model = models[at], confidence = fit.Confidence(at), byTask = fit.ByTask(at), reason = table.All.Reason, accept = Accept(at) }),
    };

    private string Accept(int at)
    {
        var byTask = fit.ByTask(at);
        var classes = byTask.Count == 0 ? "" : $", byTask: {{ {string.Join(", ", byTask.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}: {Number(c.Value)}"))} }}";
        var sources = fit.Scorer is not null && at == tier ? $", sources: [{string.Join(", ", Sources())}], scorer: {Name}" : "";
        return $"accept: {{ confidence: {Number(fit.Confidence(at))}{classes}{sources} }}";
    }

    private IEnumerable<string> Sources() => fit.SourcesBeside.Append("scorer");

    private static string Percent(Interval share) => Line($"{share.Value:0.0%} ({share.Low:0.0%} to {share.High:0.0%})");

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static string Line(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
