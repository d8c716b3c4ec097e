namespace Mesh.Cli.Commands.Router;

/// <summary>What one source said of an answer inside of an outcome.</summary>
/// <param name="Source">Its name.</param>
/// <param name="Value">Its confidence.</param>
/// <param name="Weight">How much it counts.</param>
/// <param name="Caps">Whether the whole cannot be above it.</param>
internal sealed record PartLine(string Source, double Value, double Weight, bool Caps);
