namespace Mesh.Providers.Tools;

/// <summary>What a tool gave.</summary>
/// <param name="Text">Its result as a text; what is no text is told of in words.</param>
/// <param name="Failed">Whether the tool says that it failed.</param>
public readonly record struct ServerToolResult(string Text, bool Failed);
