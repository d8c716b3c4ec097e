namespace Mesh.Grains.Workers.Gauges;

/// <summary>What a worker wants to know of an engine again and again, under whatever name the engine tells it.</summary>
internal enum GaugeMeaning
{
    /// <summary>Requests that wait.</summary>
    Waiting,

    /// <summary>Requests that are worked on.</summary>
    Running,

    /// <summary>How full the cache is, 0 to 1.</summary>
    CacheUse,

    /// <summary>Tokens in the cache, of engines that do not tell how full it is.</summary>
    CacheTokensUsed,

    /// <summary>Tokens that the cache holds.</summary>
    CacheTokens,

    /// <summary>When the process started, in seconds of Unix time.</summary>
    StartTime,

    /// <summary>Prompt tokens since the start.</summary>
    PromptTokens,

    /// <summary>Requests that ended since the start.</summary>
    Finished,
}
