namespace Mesh.Routing.Exploration;

/// <summary>
/// Keeps a learned router honest while it decides: corrects its predictions by the outcomes that came of them, and lets a bounded
/// share of the decisions go to models that may be better than they seem. Thread-safe.
/// </summary>
/// <remarks>
/// With probability 1 - share the best goes; else a model is drawn with weight exp((u - u*) / (s + s*)), u the corrected prediction
/// less its price, s how unsure it is, u* and s* those of the best: near ties and the unknown are tried, the clearly worse hardly ever.
/// The probability of every choice is known, so that outcomes can be weighed by it later.
/// </remarks>
public sealed class ContextualBandit
{
    private readonly Lock _sync = new();
    private readonly ResidualModel[] _residuals;
    private readonly ExplorationSettings _settings;
    private readonly Func<double> _draw;

    /// <summary>Makes a bandit without any outcome yet: it follows the predictions.</summary>
    /// <param name="models">Number of models.</param>
    /// <param name="settings">How far it explores.</param>
    /// <param name="draw">A number from 0 to below 1, uniformly.</param>
    /// <exception cref="ArgumentException">No model, or settings out of their ranges.</exception>
    public ContextualBandit(int models, ExplorationSettings settings, Func<double> draw)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(models, 1);
        settings.Check();
        (_settings, _draw) = (settings, draw);
        _residuals = [.. Enumerable.Range(0, models).Select(_ => new ResidualModel(settings.Forgetting))];
    }

    /// <summary>Chooses a model for one prompt.</summary>
    /// <param name="predicted">Predicted quality of each model; not a number for one that may not be chosen.</param>
    /// <param name="prices">What choosing each costs, in the same unit as quality: money, time and risk by their weights.</param>
    /// <exception cref="ArgumentException">No model may be chosen.</exception>
    public BanditChoice Choose(ReadOnlySpan<float> predicted, ReadOnlySpan<double> prices)
    {
        Span<double> utilities = stackalloc double[_residuals.Length];
        Span<double> deviations = stackalloc double[_residuals.Length];
        return Pick(utilities, deviations, Judge(predicted, prices, utilities, deviations));
    }

    /// <summary>Chooses by utilities that the caller has worked out from corrected predictions.</summary>
    /// <param name="predicted">Predicted quality of each model, as it was before <see cref="Correct"/>.</param>
    /// <param name="utilities">What each is worth in all, in the unit of quality; not a number for one that may not be chosen.</param>
    /// <exception cref="ArgumentException">No model may be chosen.</exception>
    public BanditChoice ChooseBy(ReadOnlySpan<float> predicted, ReadOnlySpan<double> utilities)
    {
        Span<double> deviations = stackalloc double[_residuals.Length];
        var (best, mean) = (-1, Mean(predicted));
        lock (_sync)
        {
            for (var m = 0; m < utilities.Length; m++)
            {
                if (!double.IsNaN(utilities[m]))
                {
                    deviations[m] = _residuals[m].Expect(predicted[m], mean).Deviation;
                    best = best < 0 || utilities[m] > utilities[best] ? m : best;
                }
            }
        }

        return best >= 0 ? Pick(utilities, deviations, best) : throw NoModel(nameof(utilities));
    }

    /// <summary>Adds to each prediction what its model's outcomes were off by.</summary>
    /// <param name="predicted">Predicted quality of each model; not a number for one of which nothing is predicted.</param>
    /// <param name="corrected">Filled, 0 to 1.</param>
    public void Correct(ReadOnlySpan<float> predicted, Span<float> corrected)
    {
        var mean = Mean(predicted);
        lock (_sync)
        {
            for (var m = 0; m < predicted.Length; m++)
            {
                corrected[m] = float.IsNaN(predicted[m]) ? float.NaN : (float)Math.Clamp(predicted[m] + _residuals[m].Expect(predicted[m], mean).Residual, 0, 1);
            }
        }
    }

    private BanditChoice Pick(ReadOnlySpan<double> utilities, ReadOnlySpan<double> deviations, int best)
    {
        Span<double> weights = stackalloc double[_residuals.Length];
        var sum = 0.0;
        for (var m = 0; m < weights.Length; m++)
        {
            weights[m] = double.IsNaN(utilities[m]) ? 0 : Math.Exp((utilities[m] - utilities[best]) / Math.Max(1e-6, deviations[m] + deviations[best]));
            sum += weights[m];
        }

        var chosen = _draw() < _settings.Share ? Draw(weights, sum) : best;
        return new BanditChoice(chosen, chosen != best, (chosen == best ? 1 - _settings.Share : 0) + (_settings.Share * weights[chosen] / sum));
    }

    /// <summary>Takes in what came of a choice.</summary>
    /// <param name="model">The model that answered.</param>
    /// <param name="predicted">What had been predicted of each model.</param>
    /// <param name="quality">The quality of its answer, 0 to 1.</param>
    public void Learn(int model, ReadOnlySpan<float> predicted, double quality)
    {
        if (float.IsNaN(predicted[model]) || !double.IsFinite(quality))
        {
            return;
        }

        lock (_sync)
        {
            _residuals[model].Learn(predicted[model], Mean(predicted), Math.Clamp(quality, 0, 1) - predicted[model]);
        }
    }

    private int Judge(ReadOnlySpan<float> predicted, ReadOnlySpan<double> prices, Span<double> utilities, Span<double> deviations)
    {
        var (best, mean) = (-1, Mean(predicted));
        lock (_sync)
        {
            for (var m = 0; m < utilities.Length; m++)
            {
                if (float.IsNaN(predicted[m]))
                {
                    utilities[m] = double.NaN;
                    continue;
                }

                (var residual, deviations[m]) = _residuals[m].Expect(predicted[m], mean);
                utilities[m] = predicted[m] + residual - prices[m];
                best = best < 0 || utilities[m] > utilities[best] ? m : best;
            }
        }

        return best >= 0 ? best : throw NoModel(nameof(predicted));
    }

    private static ArgumentException NoModel(string parameter) => new($"{parameter}: no model may be chosen", parameter);

    private static double Mean(ReadOnlySpan<float> predicted)
    {
        var (sum, known) = (0.0, 0);
        foreach (var p in predicted)
        {
            (sum, known) = float.IsNaN(p) ? (sum, known) : (sum + p, known + 1);
        }

        return known == 0 ? 0 : sum / known;
    }

    private int Draw(ReadOnlySpan<double> weights, double sum)
    {
        var (left, last) = (_draw() * sum, 0);
        for (var m = 0; m < weights.Length; m++)
        {
            if (weights[m] <= 0)
            {
                continue;
            }

            last = m;
            left -= weights[m];
            if (left < 0)
            {
                break;
            }
        }

        return last;
    }
}
