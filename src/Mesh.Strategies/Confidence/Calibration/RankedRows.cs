namespace Mesh.Strategies.Confidence.Calibration;

/// <summary>Rows from the highest confidence down, with what accepting all to some place comes to. Rows of one confidence stand or fall together.</summary>
internal sealed class RankedRows
{
    private readonly CalibrationRow[] _rows;

    public RankedRows(IEnumerable<CalibrationRow> rows) => _rows = [.. rows.OrderByDescending(r => r.Confidence)];

    public int Count => _rows.Length;

    public CalibrationRow this[int place] => _rows[place];

    /// <summary>Numbers of rows that a threshold can accept, from strict to loose, with how many of them are wrong and what escalating the others costs.</summary>
    public IEnumerable<(int Accepted, int Wrong, double Escalations)> Cuts()
    {
        var (wrong, escalations) = (0, _rows.Sum(r => r.EscalationCost));
        for (var i = 0; i < _rows.Length; i++)
        {
            wrong += _rows[i].IsRight ? 0 : 1;
            escalations -= _rows[i].EscalationCost;
            if (i + 1 == _rows.Length || _rows[i + 1].Confidence < _rows[i].Confidence)
            {
                yield return (i + 1, wrong, Math.Max(0, escalations));
            }
        }
    }

    /// <summary>The choice that accepts so many of the rows; none for 0.</summary>
    public ThresholdChoice Choose(int accepted, string reason, double? bound) => Choose(accepted == 0 ? null : _rows[accepted - 1].Confidence, reason, bound);

    /// <summary>The choice of a threshold.</summary>
    public ThresholdChoice Choose(double? threshold, string reason, double? bound)
    {
        var accepted = threshold is { } least ? _rows.Count(r => r.Confidence >= least) : 0;
        var wrong = _rows.Take(accepted).Count(r => !r.IsRight);
        var cost = Count == 0 ? 0 : (_rows.Sum(r => r.Cost) + _rows.Skip(accepted).Sum(r => r.EscalationCost)) / Count;
        return new ThresholdChoice(threshold, reason, Count, Count == 0 ? 0 : (double)accepted / Count, accepted == 0 ? 0 : (double)wrong / accepted, bound, cost);
    }
}
