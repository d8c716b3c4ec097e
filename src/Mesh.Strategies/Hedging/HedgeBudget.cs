namespace Mesh.Strategies.Hedging;

/// <summary>What a silo may hedge: one in twenty of the requests that might be, and of a calm time no more than a few are saved up. Thread-safe.</summary>
public sealed class HedgeBudget
{
    /// <summary>Hedges as a share of the requests that might be hedged.</summary>
    public const double Share = 0.05;

    /// <summary>Most hedges that are saved up.</summary>
    public const double Most = 5;

    private readonly Lock _lock = new();
    private double _saved;

    /// <summary>A request that might be hedged came.</summary>
    public void Count()
    {
        lock (_lock)
        {
            _saved = Math.Min(Most, _saved + Share);
        }
    }

    /// <summary>Pays for one; false when nothing is left.</summary>
    public bool TrySpend()
    {
        lock (_lock)
        {
            // Twenty times a twentieth is a little less than one.
            if (_saved < 1 - 1e-9)
            {
                return false;
            }

            _saved = Math.Max(0, _saved - 1);
            return true;
        }
    }
}
