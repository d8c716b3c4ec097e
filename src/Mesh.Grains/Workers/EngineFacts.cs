using Mesh.Contracts.Cluster;

namespace Mesh.Grains.Workers;

/// <summary>What an engine is and serves. Null where it does not tell.</summary>
internal sealed record EngineFacts
{
    /// <summary>Its version.</summary>
    public string? Version { get; init; }

    /// <summary>What it serves.</summary>
    public IReadOnlyList<EngineModel> Models { get; init; } = [];

    /// <summary>Requests that it takes at once.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Tokens that its cache holds.</summary>
    public long? CacheTokens { get; init; }

    /// <summary>A model whose speed may be measured: it is loaded, answers chats and costs nobody anything. Null when there is none.</summary>
    public EngineModel? Measurable { get; init; }

    /// <summary>Whether it loads its model.</summary>
    public bool IsLoading { get; init; }

    /// <summary>What keeps it from serving until an operator mends it; null when nothing does.</summary>
    public string? Hindrance { get; init; }

    /// <summary>These facts, with the former list where the models are the same: a row that did not change is not sent again.</summary>
    public EngineFacts After(EngineFacts? former) => former is not null && former.Models.SequenceEqual(Models) ? this with { Models = former.Models } : this;
}
