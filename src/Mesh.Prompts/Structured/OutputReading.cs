using System.Text.Json;

namespace Mesh.Prompts.Structured;

/// <summary>A model's output, read by a schema.</summary>
/// <param name="Json">The JSON in it, whether it fits or not; null when there is none.</param>
/// <param name="Errors">Where it does not fit; empty when it does. At most <see cref="OutputSchema.MostErrors"/>.</param>
public sealed record OutputReading(JsonElement? Json, IReadOnlyList<OutputError> Errors)
{
    /// <summary>Whether it fits.</summary>
    public bool Fits => Json is not null && Errors.Count == 0;
}
