namespace Mesh.Strategies.Plans;

/// <summary>
/// What a plan, or a part of it, may spend. Every call reserves the most that it can cost before it is made and gives back what it did not take, so that what was
/// spent never passes the bound, however many calls run at once. A slice is bounded by its own share and by what it is cut from. Thread-safe.
/// </summary>
public sealed class PlanBudget
{
    private readonly PlanBudget? _from;
    private readonly Lock _gate;
    private readonly decimal? _maxUsd;
    private readonly long? _maxTokens;
    private PlanCost _taken;

    /// <summary>A whole plan's budget.</summary>
    /// <param name="maxUsd">Most USD; null for no bound.</param>
    /// <param name="maxTokens">Most tokens; null for no bound.</param>
    public PlanBudget(decimal? maxUsd, long? maxTokens)
        : this(null, new Lock(), maxUsd, maxTokens)
    {
    }

    private PlanBudget(PlanBudget? from, Lock gate, decimal? maxUsd, long? maxTokens) => (_from, _gate, _maxUsd, _maxTokens) = (from, gate, maxUsd, maxTokens);

    /// <summary>USD that are neither spent nor reserved; null where there is no bound.</summary>
    public decimal? UsdLeft
    {
        get
        {
            lock (_gate)
            {
                return Least(_maxUsd - _taken.Usd, _from?.UsdLeft);
            }
        }
    }

    /// <summary>Tokens that are neither spent nor reserved; null where there is no bound.</summary>
    public long? TokensLeft
    {
        get
        {
            lock (_gate)
            {
                return Least(_maxTokens - _taken.Tokens, _from?.TokensLeft);
            }
        }
    }

    /// <summary>A part of it: <paramref name="share"/> of what is left now.</summary>
    /// <param name="share">0 to 1.</param>
    public PlanBudget Slice(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        return new PlanBudget(this, _gate, UsdLeft * (decimal)share, TokensLeft is { } tokens ? (long)(tokens * share) : null);
    }

    /// <summary>A part of it with bounds of its own.</summary>
    /// <param name="maxUsd">Most USD; null for all that is left.</param>
    /// <param name="maxTokens">Most tokens; null for all that are left.</param>
    public PlanBudget Within(decimal? maxUsd, long? maxTokens) => maxUsd is null && maxTokens is null ? this : new PlanBudget(this, _gate, maxUsd, maxTokens);

    /// <summary>Reserves; false when less is left.</summary>
    public bool TryReserve(PlanCost most)
    {
        lock (_gate)
        {
            if (most.Usd > (UsdLeft ?? decimal.MaxValue) || most.Tokens > (TokensLeft ?? long.MaxValue))
            {
                return false;
            }

            Take(most);
            return true;
        }
    }

    /// <summary>Gives back what was reserved, and takes what was spent.</summary>
    public void Settle(PlanCost reserved, PlanCost spent)
    {
        lock (_gate)
        {
            Take(new PlanCost(spent.Usd - reserved.Usd, spent.Tokens - reserved.Tokens));
        }
    }

    private void Take(PlanCost cost)
    {
        _taken = new PlanCost(_taken.Usd + cost.Usd, _taken.Tokens + cost.Tokens);
        _from?.Take(cost);
    }

    private static decimal? Least(decimal? one, decimal? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);

    private static long? Least(long? one, long? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);
}
