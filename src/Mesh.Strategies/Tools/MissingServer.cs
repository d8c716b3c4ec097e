namespace Mesh.Strategies.Tools;

/// <summary>A server of which no tool is offered.</summary>
/// <param name="Server">Its name.</param>
/// <param name="Why">Why.</param>
public readonly record struct MissingServer(string Server, ToolOutcome Why);
