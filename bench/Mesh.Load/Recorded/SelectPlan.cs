using System.Globalization;
using Mesh.RouterEval.Votes;
using RecordedRow = Mesh.Strategies.Votes.Fitting.RecordedQuestion;

namespace Mesh.Load.Recorded;

/// <summary>A route on which the mesh itself chooses for each request among single models, cascades and a vote, by measured qualities and its own forecasts of cost.</summary>
internal static class SelectPlan
{
    private const int MostSingles = 8;
    private const int Five = 5;

    /// <summary>Fits one.</summary>
    /// <param name="t">The questions that it is fitted on.</param>
    /// <param name="worth">What the strongest model's whole cost is worth in quality.</param>
    /// <param name="asked">The questions that are asked.</param>
    public static FittedPlan Of(TrainingRows t, double worth, AnswerTable asked)
    {
        var options = Options(t, asked).ToArray();
        double Value(Option option) => option.Quality - (worth * option.Cost / t.Costs[t.Strongest]);
        var best = options.MaxBy(Value)!;

        // A node's costs count as shares of its dearest option.
        var weight = worth * options.Max(o => o.Forecast) / t.Costs[t.Strongest];
        return new FittedPlan(
            string.Create(CultureInfo.InvariantCulture, $"select, the strongest's cost worth {100 * worth:0} points"),
            string.Create(CultureInfo.InvariantCulture, $"{{ select: {{ weights: {{ quality: 1, cost: {weight:0.0000}, seconds: 0, risk: 0 }}, options: [{string.Join(", ", options.Select(o => o.Text))}] }} }}"),
            null,
            best.Play,
            best.Name)
        {
            IsChosenByTheMesh = true,
        };
    }

    private static IEnumerable<Option> Options(TrainingRows t, AnswerTable asked)
    {
        var least = double.PositiveInfinity;
        foreach (var model in t.PricedByAccuracy.Where(m => t.Costs[m] < least && (least = t.Costs[m]) >= 0).Take(MostSingles))
        {
            yield return Made(t, $"model: {RecordedModel.Name(model)}", t.Table.Models[model], VoteMethods.Single(t, model).Play, t.Costs[model], asked);
        }

        foreach (var share in (double[])[1, 0.99, 0.95])
        {
            if (CascadeMethods.Agreeing(t, share) is var (tier, last))
            {
                var accepted = t.Rows.Count(r => CascadeMethods.Play(r, tier, last).Cost < tier.Sum(m => r.Costs[m]) + (r.Costs[last] / 2)) / (double)t.Rows.Length;
                var text = string.Create(CultureInfo.InvariantCulture, $"cascade: [{{ {VotePlans.Ensemble(tier, false, 0)}, accept: {{ confidence: 1, sources: [agreement], accepted: {accepted:0.000} }} }}, {VotePlans.Leaf(last)}]");
                yield return Made(t, text, $"{t.Names(tier)} > {t.Table.Models[last]}", r => CascadeMethods.Play(r, tier, last), tier.Sum(m => t.Costs[m]) + ((1 - accepted) * t.Costs[last]), asked);
            }
        }

        var members = t.PricedByAccuracy[..Math.Min(Five, t.PricedByAccuracy.Length)];
        yield return Made(t, VotePlans.Ensemble(members, true, t.Scale.Answers), $"vote of {t.Names(members)}", VoteMethods.Weighed(t, members, t.Scale.Weights).Play, members.Sum(m => t.Costs[m]), asked);
    }

    private static Option Made(TrainingRows t, string node, string name, Func<RecordedRow, Played> play, double forecast, AnswerTable asked)
    {
        var played = t.Rows.Select(play).ToArray();
        var quality = played.Average(p => p.Quality);
        return new Option(name, string.Create(CultureInfo.InvariantCulture, $"{{ quality: {{ {RecordedCatalog.Task}: {quality:0.0000} }}, {node} }}"), quality, played.Average(p => p.Cost), forecast, i => play(asked.Rows[i]));
    }

    private sealed record Option(string Name, string Text, double Quality, double Cost, double Forecast, Func<int, Played> Play);
}
