using Mesh.Contracts.Catalog;

namespace Mesh.Routing.Selection;

/// <summary>What the preferences weigh.</summary>
public static class MeritWeights
{
    private static readonly UtilityWeights s_best = new(1, 0.01, 0.01, 0.3);
    private static readonly UtilityWeights s_fast = new(0.05, 0.01, 1, 0.3);
    private static readonly UtilityWeights s_cheap = new(0.05, 1, 0.01, 0.3);
    private static readonly UtilityWeights s_balanced = new(1, 0.3, 0.2, 0.3);

    /// <summary>The weights of a preference.</summary>
    public static UtilityWeights Of(Prefer prefer) => prefer switch
    {
        Prefer.Best => s_best,
        Prefer.Fast => s_fast,
        Prefer.Cheap => s_cheap,
        _ => s_balanced,
    };
}
