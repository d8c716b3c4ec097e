using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;
using Mesh.Routing.Selection;
using Mesh.Routing.Signals.Rules;
using Mesh.Routing.Snapshots;

namespace Mesh.Routing.Prediction;

/// <summary>What a learned router says of the models for one request, and what becomes of that in the ranking.</summary>
internal sealed class Foresight
{
    private readonly QualityPredictor _predictor;
    private readonly int[] _places;
    private readonly float[] _said;
    private readonly float[] _corrected;
    private readonly double _trust;
    private readonly bool _mayExplore;
    private string? _preferred;
    private bool _explored;
    private double? _propensity;

    private Foresight(QualityPredictor predictor, int[] places, string prompt, double[]? spreads, bool mayExplore)
    {
        (_predictor, _places, _mayExplore) = (predictor, places, mayExplore);
        (_said, _corrected) = predictor.Predict(prompt);
        _trust = Trust(spreads);
    }

    private bool Decides => _predictor.Mode == RouterMode.Decide;

    /// <summary>Asks the router of a request; null where it knows fewer than two of the candidates' models, or there is no text.</summary>
    /// <param name="view">The revision.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="target">Who is to answer.</param>
    /// <param name="predictor">The router; null for none.</param>
    /// <param name="facts">Tells the request's task, at which the matrix is more or less sure of each model.</param>
    public static Foresight? Of(MeshView view, RouteQuery query, TargetView target, QualityPredictor? predictor, RuleFacts facts)
    {
        if (predictor is null || query.Signals is not { } signals || target.Groups.Count == 0)
        {
            return null;
        }

        var places = predictor.PlacesIn(view);
        return KnowsTwo(target.Groups[0], places) && signals.Text("message") is var prompt && !string.IsNullOrWhiteSpace(prompt)
            ? new Foresight(predictor, places, prompt, view.Qualities?.SpreadsOf(facts.Task), query.Affinity is not { CachedTokens: > 0 })
            : null;
    }

    /// <summary>The quality that a model is ranked by.</summary>
    /// <param name="model">Its place in the view.</param>
    /// <param name="known">What the matrix says of it.</param>
    public double Quality(int model, double known) => Decides ? Foreseen(model, known) : known;

    /// <summary>Looks at the ranked candidates of the first group; gives the model that goes before all others, where that is not the best.</summary>
    /// <param name="group">The candidates, each with its score.</param>
    /// <param name="weight">What quality weighs.</param>
    public int? First(ReadOnlySpan<Judged> group, double weight)
    {
        var utilities = new double[_said.Length];
        Array.Fill(utilities, double.NaN);
        var (best, top, topScore) = (-1, -1, double.NegativeInfinity);
        foreach (ref readonly var judged in group)
        {
            if (judged.Suspect)
            {
                continue;
            }

            var place = _places[judged.Model];
            var score = judged.Score + (Decides ? 0 : weight * (Foreseen(judged.Model, judged.Quality) - judged.Quality));
            (top, topScore) = score > topScore ? (place, score) : (top, topScore);
            if (place >= 0 && !(score / weight <= utilities[place]))
            {
                utilities[place] = score / weight;
                best = best < 0 || utilities[place] > utilities[best] ? place : best;
            }
        }

        _preferred = best < 0 ? null : _predictor.Models[best];

        // A candidate that the router does not know and that is better than all it knows stays first.
        return Decides && _mayExplore && top >= 0 ? Explore(group, utilities) : null;
    }

    /// <summary>What the decision's record tells.</summary>
    public RouterPrediction Told() => new()
    {
        Artifact = _predictor.Version,
        Mode = _predictor.Mode,
        Qualities = [.. _predictor.Models.Zip(_said, (model, quality) => new PredictedQuality(model, quality))],
        Preferred = _preferred,
        Explored = _explored,
        Propensity = _propensity,
        Trust = _trust,
    };

    private int? Explore(ReadOnlySpan<Judged> group, double[] utilities)
    {
        var choice = _predictor.Choose(_said, utilities);
        (_explored, _propensity) = (choice.Explored, choice.Propensity);
        if (choice.Explored)
        {
            foreach (ref readonly var judged in group)
            {
                if (_places[judged.Model] == choice.Model)
                {
                    return judged.Model;
                }
            }
        }

        return null;
    }

    private double Foreseen(int model, double known) => _places[model] is >= 0 and var place ? (_trust * _corrected[place]) + ((1 - _trust) * known) : known;

    // Both are estimates of one figure, weighed by how unsure each is (inverse variances). The matrix does not see what differs from prompt to
    // prompt inside a task: of that it lacks what the router explained when it was trained. A router that explained nothing counts for nothing.
    // One weight for all models, so that the two scales are never mixed between them.
    private double Trust(double[]? spreads)
    {
        var evaluation = _predictor.Artifact.Evaluation;
        var (matrix, router) = (0.0, 0.0);
        for (var model = 0; model < _places.Length; model++)
        {
            if (_places[model] is >= 0 and var place)
            {
                var spread = spreads?[model] ?? 0;
                matrix += (spread * spread) + _predictor.Explained;
                router += Math.Pow(evaluation.Models[place].CalibrationError, 2) + (evaluation.Models[place].Error / Math.Max(1, evaluation.Outcomes));
            }
        }

        return _predictor.Explained <= 0 ? 0 : matrix / (matrix + router);
    }

    private static bool KnowsTwo(ServedEndpoint[] group, int[] places)
    {
        var first = -1;
        foreach (var endpoint in group)
        {
            var place = places[endpoint.ModelIndex];
            if (place >= 0 && first >= 0 && place != first)
            {
                return true;
            }

            first = first < 0 ? place : first;
        }

        return false;
    }
}
