namespace Mesh.Routing.Exploration;

/// <summary>Keeps count of how a router in shadow does: a few numbers a model, however many decisions. Thread-safe.</summary>
public sealed class ShadowLedger(int models)
{
    private readonly Lock _sync = new();
    private readonly double[] _sums = new double[models];
    private readonly long[] _counts = new long[models];
    private long _outcomes;
    private long _decisions;
    private long _agreed;
    private double _error;
    private double _errorOfMean;

    /// <summary>Records a decision that others made.</summary>
    /// <param name="chosen">The model that was asked.</param>
    /// <param name="preferred">The model that the router in shadow would have asked.</param>
    public void Decided(int chosen, int preferred)
    {
        lock (_sync)
        {
            _decisions++;
            _agreed += chosen == preferred ? 1 : 0;
        }
    }

    /// <summary>Records what came of it.</summary>
    /// <param name="model">The model that answered.</param>
    /// <param name="predicted">The quality that had been predicted of it.</param>
    /// <param name="quality">The quality of its answer, 0 to 1.</param>
    public void Learn(int model, float predicted, double quality)
    {
        if (float.IsNaN(predicted) || !double.IsFinite(quality))
        {
            return;
        }

        lock (_sync)
        {
            // The mean before this outcome; half where there is none yet.
            var mean = (_sums[model] + 0.5) / (_counts[model] + 1);
            (_sums[model], _counts[model], _outcomes) = (_sums[model] + quality, _counts[model] + 1, _outcomes + 1);
            _error += (predicted - quality) * (predicted - quality);
            _errorOfMean += (mean - quality) * (mean - quality);
        }
    }

    /// <summary>How it does so far.</summary>
    public ShadowStanding Read()
    {
        lock (_sync)
        {
            return new ShadowStanding(
                _outcomes,
                _decisions == 0 ? 0 : (double)_agreed / _decisions,
                _outcomes == 0 ? 0 : _error / _outcomes,
                _outcomes == 0 ? 0 : _errorOfMean / _outcomes);
        }
    }
}
