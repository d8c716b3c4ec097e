namespace Mesh.Contracts.Plans;

/// <summary>One way to answer.</summary>
/// <param name="Name">How reports call it.</param>
/// <param name="Node">Who answers.</param>
[GenerateSerializer, Immutable, Alias("mesh.SelectOption")]
public sealed record SelectOption([property: Id(0)] string Name, [property: Id(1)] NodeEntry Node)
{
    /// <summary>How good it is at classes of tasks, 0 to 1, where that is known; of others its models tell.</summary>
    [Id(2)] public IReadOnlyDictionary<string, double> Quality { get; init; } = new Dictionary<string, double>();
}
