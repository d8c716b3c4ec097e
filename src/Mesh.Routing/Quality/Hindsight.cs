using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;

namespace Mesh.Routing.Quality;

/// <summary>
/// A choice of a model as it looks once its outcome is known: what it lost against the best candidate by the decision's own weights, cost, time
/// and risk as they were predicted, and quality as it is known by now, that outcome among it (a pseudo-regret, as of bandits).
/// </summary>
/// <param name="Regret">How much worse the choice was than the best candidate, as a share of all that its weights could tell apart: 0 for the best.</param>
public readonly record struct Hindsight(double Regret)
{
    /// <summary>The regret up to which a choice counts as the best.</summary>
    public const double Near = 0.01;

    /// <summary>Whether nobody would have been better by more than <see cref="Near"/>.</summary>
    public bool WasBest => Regret <= Near;

    /// <summary>
    /// Of a decision: (max U - U of the chosen model) / (sum of the weights), U = quality x weight - cost x weight - seconds x weight - risk x weight +
    /// staying, cost and seconds as shares of the dearest and slowest candidate. Null where there was no choice between models, or its
    /// outcome tells nothing of the choice: another model answered than the one that was chosen, or none was asked.
    /// </summary>
    /// <param name="decision">The decision; of its candidates, those of the group that went first count.</param>
    /// <param name="answered">The model that answered.</param>
    /// <param name="quality">How good a model is at the task by now, 0 to 1; null where that is not known any more.</param>
    public static Hindsight? Of(RouteDecision decision, string answered, Func<string, double?> quality)
    {
        if (decision is not { Source: AnswerSource.Model, Weights: { } weights, Candidates: [{ Excluded: Exclusion.None } first, ..] }
            || first.Model != answered
            || weights.Quality + weights.Cost + weights.Seconds + weights.Risk is not (> 0 and var all))
        {
            return null;
        }

        var rivals = decision.Candidates.Where(c => c is { Excluded: Exclusion.None, Suspect: false } && c.Group == first.Group).ToArray();
        var dearest = rivals.Select(c => c.CostUsd).Append(1e-12).Max();
        var slowest = rivals.Select(c => c.Seconds).Append(1e-12).Max();
        double? best = null, chosen = null;
        var models = 0;
        foreach (var model in rivals.GroupBy(c => c.Model))
        {
            if (quality(model.Key) is not { } known)
            {
                continue;
            }

            var worth = model.Max(c => Worth(c, known));
            models++;
            best = worth > best ? worth : best ?? worth;
            chosen = model.Key == answered ? worth : chosen;
        }

        return models > 1 && chosen is { } own ? new Hindsight((best!.Value - own) / all) : null;

        double Worth(in Candidate c, double known) =>
            (weights.Quality * known) - (weights.Cost * c.CostUsd / dearest) - (weights.Seconds * (c.Seconds - c.Warmth) / slowest) - (weights.Risk * c.Risk) + c.Stay;
    }
}
