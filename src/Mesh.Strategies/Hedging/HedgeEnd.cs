namespace Mesh.Strategies.Hedging;

/// <summary>What became of a request that was late.</summary>
public enum HedgeEnd
{
    /// <summary>A second endpoint was asked and answered first.</summary>
    Won,

    /// <summary>A second endpoint was asked, and the first one answered before it.</summary>
    Lost,

    /// <summary>A second endpoint was asked, and neither answered.</summary>
    Failed,

    /// <summary>Nobody else was asked: the budget is spent.</summary>
    RefusedBudget,
}
