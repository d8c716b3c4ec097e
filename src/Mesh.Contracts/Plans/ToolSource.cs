namespace Mesh.Contracts.Plans;

/// <summary>A server whose tools a node is offered.</summary>
/// <param name="Server">Its name in the catalogue.</param>
/// <param name="Tools">The tools, of those that its entry lets be called; null for all of them.</param>
[GenerateSerializer, Immutable, Alias("mesh.ToolSource")]
public sealed record ToolSource([property: Id(0)] string Server, [property: Id(1)] IReadOnlyList<string>? Tools);
