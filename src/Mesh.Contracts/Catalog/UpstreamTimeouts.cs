namespace Mesh.Contracts.Catalog;

/// <summary>How long an upstream may take; null where nothing is said: an endpoint's word goes before its model's, and that before the defaults.</summary>
[GenerateSerializer, Immutable, Alias("mesh.UpstreamTimeouts")]
public sealed record UpstreamTimeouts
{
    /// <summary>Time to open a connection; by default the provider's, 5 seconds.</summary>
    [Id(0)] public TimeSpan? Connect { get; init; }

    /// <summary>From a streamed request to its first content; by default 30 seconds, 300 for models that reason.</summary>
    [Id(1)] public TimeSpan? FirstFrame { get; init; }

    /// <summary>Silence between two frames of a stream, signs of life included; by default 60 seconds.</summary>
    [Id(2)] public TimeSpan? BetweenFrames { get; init; }

    /// <summary>From request to the end of the answer; by default 30 minutes for a stream, and the request's own deadline for a whole answer.</summary>
    [Id(3)] public TimeSpan? Total { get; init; }
}
