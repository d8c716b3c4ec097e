using Mesh.Contracts.Routing;

namespace Mesh.Routing.Load;

/// <summary>
/// Up to which load a request is let out to an engine; beyond it, it waits in front, where the order is fair and known. An engine that
/// always has a step's work before it is busy: what is queued in it beyond that makes nothing faster.
/// </summary>
public static class Saturation
{
    /// <summary>Fewer prompts than these are no queue, however long it takes to read them: slow hardware, or a book.</summary>
    public const int FewPrompts = 3;

    /// <summary>How much an engine has before it, 0 to 1 and above: the larger of its queue by <see cref="LoadTuning.SaturatedSeconds"/> and of its cache's promised share.</summary>
    public static double Of(in LoadReading reading, LoadTuning tuning) => Math.Max(
        reading.Prompts < FewPrompts ? 0 : reading.UnreadTokens / reading.TokensASecond / tuning.SaturatedSeconds,
        reading.CacheTokens > 0 ? reading.HeldTokens / reading.CacheTokens : 0);

    /// <summary>Whether a request of a class goes out to an engine so loaded.</summary>
    public static bool Admits(double saturation, WorkClass workClass, LoadTuning tuning) => saturation < workClass switch
    {
        WorkClass.Critical => tuning.CriticalSaturation,
        WorkClass.Standard => 1,
        _ => tuning.SheddableSaturation,
    };
}
