namespace Mesh.Grains.Fabric;

/// <summary>How many of an engine's places a silo may take by itself.</summary>
internal static class EngineShares
{
    /// <summary>
    /// What the other silos leave, and never less than an equal part, so that no silo is starved by one that was first. For a moment
    /// the parts may be more than there is; the engine's worker refuses that.
    /// </summary>
    /// <param name="places">Requests that the engine takes at once; null for no limit.</param>
    /// <param name="others">Requests that the other silos have under way there.</param>
    /// <param name="silos">Silos that send requests, this one included.</param>
    public static int? Of(int? places, int others, int silos) =>
        places is { } all ? Math.Max((all + silos - 1) / silos, all - others) : null;
}
