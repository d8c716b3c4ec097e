namespace Mesh.Routing.Load;

/// <summary>
/// Which of a model's engines take a request of a standing now; for the others it waits in front, where the order is fair and known. An
/// engine serves first come first served, so that whoever is to find room in it must have it kept: those who go after others leave as many
/// engines with nothing to read as the others' work varies by, the square root of what it keeps busy (safety staffing; Halfin and Whitt, 1981).
/// </summary>
public readonly record struct EngineRoom
{
    /// <summary>Fewer prompts than these are no queue, however long it takes to read them: slow hardware, or a book.</summary>
    public const int FewPrompts = 3;

    private readonly int _few;
    private readonly double _seconds;
    private readonly double _cache;
    private readonly bool _takesQuiet;
    private readonly double _quietSeconds;

    private EngineRoom(int few, double seconds, double cache, bool takesQuiet, double quietSeconds) =>
        (_few, _seconds, _cache, _takesQuiet, _quietSeconds) = (few, seconds, cache, takesQuiet, quietSeconds);

    /// <summary>Works out which ones do.</summary>
    /// <param name="engines">The load of all the model's engines that are there.</param>
    /// <param name="standing">As what the request counts.</param>
    /// <param name="before">The work of those who go before it.</param>
    /// <param name="tuning">The constants.</param>
    public static EngineRoom Of(ReadOnlySpan<LoadReading> engines, EngineStanding standing, (double TokensASecond, double Share) before, LoadTuning tuning)
    {
        if (standing == EngineStanding.Critical || engines.IsEmpty)
        {
            return new EngineRoom(FewPrompts, tuning.CriticalSeconds, tuning.CriticalCache, true, 0);
        }

        var (quiet, rate) = (0, 0.0);
        foreach (ref readonly var engine in engines)
        {
            quiet += engine.UnreadTokens < tuning.QuietSeconds * engine.TokensASecond ? 1 : 0;
            rate += engine.TokensASecond / engines.Length;
        }

        var kept = Math.Min(engines.Length - 1, tuning.Safety * Math.Sqrt(before.TokensASecond / rate));
        if (standing == EngineStanding.Standard || before.Share <= tuning.LeastShare)
        {
            return new EngineRoom(FewPrompts, tuning.SaturatedSeconds, Between(tuning.CriticalCache, tuning.SaturatedCache, before.Share / tuning.KeptShare), quiet > kept, tuning.QuietSeconds);
        }

        return standing == EngineStanding.Sheddable
            ? new EngineRoom(0, tuning.SheddableSeconds, Between(tuning.SaturatedCache, tuning.SheddableCache, before.Share), quiet > kept, tuning.QuietSeconds)
            : new EngineRoom(0, tuning.QuietSeconds, Between(tuning.SaturatedCache, tuning.YieldCache, before.Share / tuning.YieldShare), quiet > kept, tuning.QuietSeconds);
    }

    /// <summary>Whether an engine so loaded takes it.</summary>
    public bool Admits(in LoadReading engine)
    {
        var queue = engine.UnreadTokens / engine.TokensASecond;
        return (_takesQuiet || queue >= _quietSeconds)
            && (queue < _seconds || engine.Prompts < _few)
            && (engine.CacheTokens <= 0 || engine.HeldTokens < _cache * engine.CacheTokens);
    }

    private static double Between(double from, double to, double share) => from + (Math.Min(1, share) * (to - from));
}
