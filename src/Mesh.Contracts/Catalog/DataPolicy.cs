namespace Mesh.Contracts.Catalog;

/// <summary>What is looked for in requests, so that it reaches only models that may see it.</summary>
[GenerateSerializer, Immutable, Alias("mesh.DataPolicy")]
public sealed record DataPolicy
{
    /// <summary>The class of whatever is detected.</summary>
    public const string Private = "private";

    /// <summary>Kinds of data that are looked for; null when not stated: then all, in catalogues that grant <see cref="Private"/> to a model or whose rules read <c>data</c>.</summary>
    [Id(0)] public IReadOnlyList<DataKind>? Detect { get; init; }
}
