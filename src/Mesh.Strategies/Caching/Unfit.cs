namespace Mesh.Strategies.Caching;

/// <summary>Why an answer is not kept.</summary>
public enum Unfit
{
    /// <summary>It broke off, was taken over, or cannot be read.</summary>
    Broken,

    /// <summary>It did not end by itself: by its length, a filter or a tool call.</summary>
    Unfinished,

    /// <summary>The model refused.</summary>
    Refused,

    /// <summary>It calls tools, which the route does not keep.</summary>
    Tools,

    /// <summary>It is over the bound.</summary>
    TooLarge,
}
