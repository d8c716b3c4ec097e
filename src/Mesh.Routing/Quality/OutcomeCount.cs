using Mesh.Contracts.Routing;

namespace Mesh.Routing.Quality;

/// <summary>Good and bad outcomes that fade: after each half-life they count half. Thread-safe.</summary>
/// <param name="halfLife">After what time an outcome counts half.</param>
internal sealed class OutcomeCount(TimeSpan halfLife)
{
    private readonly Lock _lock = new();
    private double _good;
    private double _bad;
    private DateTimeOffset _at;
    private long _taken;

    /// <summary>Adds an outcome.</summary>
    /// <param name="reward">How well it went, 0 to 1.</param>
    /// <param name="weight">How much it counts.</param>
    /// <param name="now">The time.</param>
    public void Add(double reward, double weight, DateTimeOffset now)
    {
        lock (_lock)
        {
            Fade(now);
            _good += reward * weight;
            _bad += (1 - reward) * weight;
        }
    }

    /// <summary>Takes other counts in its place.</summary>
    /// <param name="told">The counts.</param>
    /// <param name="number">The number of this, among all that were taken.</param>
    public void Take(QualityCell told, long number)
    {
        lock (_lock)
        {
            (_good, _bad, _at, _taken) = (told.Good, told.Bad, told.At, number);
        }
    }

    /// <summary>Takes other counts in its place, unless it has taken some since they were asked for.</summary>
    /// <param name="told">The counts.</param>
    /// <param name="asked">The last number then.</param>
    /// <returns>Whether it took them.</returns>
    public bool Adopt(QualityCell told, long asked)
    {
        lock (_lock)
        {
            if (_taken > asked)
            {
                return false;
            }

            (_good, _bad, _at) = (told.Good, told.Bad, told.At);
            return true;
        }
    }

    /// <summary>Whether it has taken counts after a number.</summary>
    public bool TookAfter(long asked)
    {
        lock (_lock)
        {
            return _taken > asked;
        }
    }

    /// <summary>What still counts.</summary>
    public (double Good, double Bad) At(DateTimeOffset now)
    {
        lock (_lock)
        {
            var left = Left(now);
            return (_good * left, _bad * left);
        }
    }

    private void Fade(DateTimeOffset now)
    {
        var left = Left(now);
        (_good, _bad, _at) = (_good * left, _bad * left, now > _at ? now : _at);
    }

    private double Left(DateTimeOffset now) => now <= _at ? 1 : Math.Pow(0.5, (now - _at) / halfLife);
}
