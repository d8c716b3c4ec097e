using Mesh.Routing.Prediction;

namespace Mesh.Grains.Learning;

/// <summary>The learned router that this silo asks. Swapped whole; a request reads it once.</summary>
public sealed class RunningPredictor
{
    private volatile QualityPredictor? _current;
    private volatile string? _refusal;

    /// <summary>The router; null where there is none.</summary>
    public QualityPredictor? Current => _current;

    /// <summary>Why the file that the catalogue names now is not used, with the mend; null where it is, or none is named.</summary>
    public string? Refusal => _refusal;

    /// <summary>From now on this one is asked.</summary>
    /// <param name="predictor">The router; null for none.</param>
    public void Take(QualityPredictor? predictor) => (_current, _refusal) = (predictor, null);

    /// <summary>The named file is not used; what was asked before is asked still.</summary>
    public void Refuse(string why) => _refusal = why;
}
