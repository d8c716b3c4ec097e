namespace Mesh.Grains.Workers;

/// <summary>A place where an engine may be.</summary>
/// <param name="Root">Its root, without <c>/v1</c>.</param>
/// <param name="Place">What tells it from the node's other places in an engine's name: the port, with a number where two have the same.</param>
internal sealed record EngineAddress(Uri Root, string Place);
