namespace Mesh.Grains.Caching;

/// <summary>What a cache did for a request.</summary>
internal enum CacheResult
{
    /// <summary>It gave the answer.</summary>
    Hit,

    /// <summary>The answer was under way for somebody else.</summary>
    Shared,

    /// <summary>It gave the answer to a question in other words.</summary>
    Semantic,

    /// <summary>A rule gave the answer.</summary>
    Rule,

    /// <summary>A model was asked.</summary>
    Miss,

    /// <summary>A model was asked, since the caller wanted no cache.</summary>
    Bypassed,

    /// <summary>There was an answer, whose model may not answer this request.</summary>
    Refused,

    /// <summary>Answers to such requests are not kept.</summary>
    Unfit,
}
