namespace Mesh.Contracts.Endpoints;

/// <summary>What a vendor told of one of its limits; null where it told nothing.</summary>
/// <param name="Limit">Most in a minute.</param>
/// <param name="Left">What is left now.</param>
/// <param name="Reset">Time until all of it is there again.</param>
[GenerateSerializer, Immutable, Alias("mesh.ObservedRate")]
public readonly record struct ObservedRate([property: Id(0)] double? Limit, [property: Id(1)] double? Left, [property: Id(2)] TimeSpan? Reset)
{
    /// <summary>Whether anything was told.</summary>
    public bool Says => Limit is not null || Left is not null;
}
