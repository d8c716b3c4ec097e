namespace Mesh.Strategies.Confidence.Calibration;

/// <summary>
/// A map from confidence to the share that is right, never falling: isotonic regression by pooling adjacent violators (Ayer and others,
/// 1955), linear between the middles of its pools, so that an order among confidences is kept.
/// </summary>
public sealed class MonotoneMap
{
    private readonly double[] _confidences;
    private readonly double[] _shares;

    private MonotoneMap(double[] confidences, double[] shares) => (_confidences, _shares) = (confidences, shares);

    /// <summary>The places where it is known, ascending.</summary>
    public IReadOnlyList<double> Confidences => _confidences;

    /// <summary>The shares there, ascending.</summary>
    public IReadOnlyList<double> Shares => _shares;

    /// <summary>A map from its points.</summary>
    /// <exception cref="FormatException">There are none, of different number, falling, or no shares.</exception>
    public static MonotoneMap Of(IReadOnlyList<double> confidences, IReadOnlyList<double> shares)
    {
        ArgumentNullException.ThrowIfNull(confidences);
        ArgumentNullException.ThrowIfNull(shares);
        if (confidences.Count == 0 || confidences.Count != shares.Count)
        {
            throw new FormatException($"calibration: {confidences.Count} confidences and {shares.Count} shares; there must be as many, and one at least");
        }

        if (shares.Concat(confidences).Any(s => s is not (>= 0 and <= 1)) || shares.Zip(shares.Skip(1)).Any(p => p.Second < p.First) || confidences.Zip(confidences.Skip(1)).Any(p => !(p.Second > p.First)))
        {
            throw new FormatException("calibration: its points must rise and lie between 0 and 1");
        }

        return new MonotoneMap([.. confidences], [.. shares]);
    }

    /// <summary>Fits a map.</summary>
    /// <param name="rows">Confidence and how right the answer was, both 0 to 1; one at least.</param>
    /// <exception cref="ArgumentException">There are no rows.</exception>
    public static MonotoneMap Fit(IEnumerable<(double Confidence, double Right)> rows)
    {
        List<(double Confidence, double Right, double Weight)> pools = [];
        foreach (var same in rows.GroupBy(r => r.Confidence).OrderBy(g => g.Key))
        {
            var next = (Confidence: same.Key, Right: same.Average(r => r.Right), Weight: (double)same.Count());
            while (pools.Count > 0 && pools[^1].Right >= next.Right)
            {
                var (before, weight) = (pools[^1], pools[^1].Weight + next.Weight);
                next = (((before.Confidence * before.Weight) + (next.Confidence * next.Weight)) / weight, ((before.Right * before.Weight) + (next.Right * next.Weight)) / weight, weight);
                pools.RemoveAt(pools.Count - 1);
            }

            pools.Add(next);
        }

        return pools.Count > 0 ? new MonotoneMap([.. pools.Select(p => p.Confidence)], [.. pools.Select(p => p.Right)]) : throw new ArgumentException("rows: there are none to calibrate by", nameof(rows));
    }

    /// <summary>The share that is right at a confidence; beyond the ends that of the end.</summary>
    public double Of(double confidence)
    {
        var at = Array.BinarySearch(_confidences, confidence);
        if (at >= 0)
        {
            return _shares[at];
        }

        var next = ~at;
        return next == 0 ? _shares[0]
            : next == _confidences.Length ? _shares[^1]
            : _shares[next - 1] + ((_shares[next] - _shares[next - 1]) * (confidence - _confidences[next - 1]) / (_confidences[next] - _confidences[next - 1]));
    }
}
