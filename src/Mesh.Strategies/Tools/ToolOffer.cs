namespace Mesh.Strategies.Tools;

/// <summary>The tools that a request may use.</summary>
/// <param name="Tools">The tools, in the order of their servers.</param>
/// <param name="Missing">Servers that offer nothing.</param>
public sealed record ToolOffer(IReadOnlyList<OfferedTool> Tools, IReadOnlyList<MissingServer> Missing);
