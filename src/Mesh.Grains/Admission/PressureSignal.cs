namespace Mesh.Grains.Admission;

/// <summary>
/// One figure's level with hysteresis: it rises when the figure has been at a threshold for <paramref name="rise"/> samples in a
/// row, and falls when it has been under nine tenths of it for <paramref name="fall"/>, lest work that is let in again
/// brings it straight back. Not thread-safe.
/// </summary>
/// <param name="high">From here on it is high.</param>
/// <param name="severe">From here on it is severe.</param>
/// <param name="rise">Samples in a row to rise.</param>
/// <param name="fall">Samples in a row to fall.</param>
public sealed class PressureSignal(double high, double severe, int rise, int fall)
{
    private const double Ease = 0.9;
    private readonly int[] _over = new int[2];
    private readonly int[] _under = new int[2];
    private readonly bool[] _on = new bool[2];

    /// <summary>The level after one more sample.</summary>
    public PressureLevel Observe(double sample)
    {
        Step(0, high, sample);
        Step(1, severe, sample);
        return _on[1] ? PressureLevel.Severe : _on[0] ? PressureLevel.High : PressureLevel.None;
    }

    private void Step(int place, double threshold, double sample)
    {
        _over[place] = sample >= threshold ? _over[place] + 1 : 0;
        _under[place] = sample < threshold * Ease ? _under[place] + 1 : 0;
        _on[place] = _on[place] ? _under[place] < fall : _over[place] >= rise;
    }
}
