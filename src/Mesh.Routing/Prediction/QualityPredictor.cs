using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;
using Mesh.Routing.Exploration;
using Mesh.Routing.Learning;
using Mesh.Routing.Snapshots;

namespace Mesh.Routing.Prediction;

/// <summary>
/// A trained router at work on this silo, in shadow or deciding, with what came of its words since it was loaded. Thread-safe.
/// </summary>
public sealed class QualityPredictor
{
    /// <summary>Models that a router may know at most.</summary>
    public const int MostModels = 64;

    [ThreadStatic]
    private static PredictionScratch? t_scratch;

    private readonly ContextualBandit _bandit;
    private readonly Func<double> _draw;
    private volatile PlacedModels? _placed;

    /// <summary>Puts a router to work.</summary>
    /// <param name="artifact">The router.</param>
    /// <param name="version">What it is called in decisions.</param>
    /// <param name="mode">What it may do.</param>
    /// <param name="explore">Share of the decisions that may go to another model than the best, 0 to 0.2.</param>
    /// <param name="draw">A number from 0 to below 1; safe from any thread.</param>
    /// <exception cref="ArgumentException">Too many models, or a share out of range.</exception>
    public QualityPredictor(RouterArtifact artifact, string version, RouterMode mode, double explore, Func<double> draw)
        : this(artifact, version, mode, explore, draw, null, null)
    {
    }

    private QualityPredictor(RouterArtifact artifact, string version, RouterMode mode, double explore, Func<double> draw, ShadowLedger? ledger, ContextualBandit? bandit)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        if (artifact.Router.Models.Count > MostModels)
        {
            throw new ArgumentException($"artefact: it knows {artifact.Router.Models.Count} models, at most {MostModels} are taken; train it for fewer", nameof(artifact));
        }

        (Artifact, Version, Mode, Explore, _draw) = (artifact, version, mode, explore, draw);
        Ledger = ledger ?? new ShadowLedger(Models.Count);
        _bandit = bandit ?? new ContextualBandit(Models.Count, new ExplorationSettings(explore), draw);
        Explained = artifact.Evaluation.Models.Average(m => Math.Max(0, m.ErrorOfMean - m.Error));
    }

    /// <summary>The router.</summary>
    public RouterArtifact Artifact { get; }

    /// <summary>What it is called in decisions.</summary>
    public string Version { get; }

    /// <summary>What it may do.</summary>
    public RouterMode Mode { get; }

    /// <summary>Share of the decisions that may go to another model than the best.</summary>
    public double Explore { get; }

    /// <summary>How it does.</summary>
    public ShadowLedger Ledger { get; }

    /// <summary>The models that it knows.</summary>
    public IReadOnlyList<string> Models => Artifact.Router.Models;

    /// <summary>What of the outcomes' variance it explained when it was trained, 0 where it was no better than each model's mean.</summary>
    public double Explained { get; }

    /// <summary>The same router with other settings; what came of its words is kept.</summary>
    public QualityPredictor With(RouterMode mode, double explore) =>
        new(Artifact, Version, mode, explore, _draw, Ledger, explore == Explore ? _bandit : null);

    /// <summary>A decision by which a request was served.</summary>
    /// <param name="prediction">What was said when it was made.</param>
    /// <param name="chosen">The model that was asked first.</param>
    public void Decided(RouterPrediction prediction, string chosen)
    {
        if (prediction.Artifact == Version && prediction.Preferred is { } preferred && Place(preferred) is >= 0 and var place)
        {
            Ledger.Decided(Place(chosen), place);
        }
    }

    /// <summary>What came of a decision; false where another router had said something of it, or nothing of that model.</summary>
    /// <param name="prediction">What was said when it was made.</param>
    /// <param name="model">The model that answered.</param>
    /// <param name="quality">The quality of its answer, 0 to 1.</param>
    public bool Learn(RouterPrediction prediction, string model, double quality)
    {
        if (prediction.Artifact != Version || prediction.Qualities.Count != Models.Count || Place(model) is not (>= 0 and var place))
        {
            return false;
        }

        float[] said = [.. prediction.Qualities.Select(q => q.Quality)];
        Ledger.Learn(place, said[place], quality);
        _bandit.Learn(place, said, quality);
        return true;
    }

    /// <summary>What it says of each model, and what that comes to after the outcomes so far.</summary>
    internal (float[] Said, float[] Corrected) Predict(string prompt)
    {
        var (said, corrected) = (new float[Models.Count], new float[Models.Count]);
        Artifact.Router.Predict(prompt, t_scratch ??= new PredictionScratch(), said);
        _bandit.Correct(said, corrected);
        return (said, corrected);
    }

    /// <summary>Chooses among candidates by their utilities, and now and then another than the best.</summary>
    internal BanditChoice Choose(float[] said, double[] utilities) => _bandit.ChooseBy(said, utilities);

    /// <summary>By a model's place in a view, its place here; -1 where it is not known.</summary>
    internal int[] PlacesIn(MeshView view)
    {
        if (_placed is { } placed && ReferenceEquals(placed.View, view))
        {
            return placed.Places;
        }

        placed = new PlacedModels(view, [.. view.Document.Models.Select(m => m.Name).Order(StringComparer.Ordinal).Select(Place)]);
        _placed = placed;
        return placed.Places;
    }

    private int Place(string model)
    {
        for (var m = 0; m < Models.Count; m++)
        {
            if (string.Equals(Models[m], model, StringComparison.OrdinalIgnoreCase))
            {
                return m;
            }
        }

        return -1;
    }

    private sealed record PlacedModels(MeshView View, int[] Places);
}
