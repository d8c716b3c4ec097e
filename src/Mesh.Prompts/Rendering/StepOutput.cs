using System.Text.Json;

namespace Mesh.Prompts.Rendering;

/// <summary>What a step of a pipeline gave.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Json">The same as JSON; null when it has none.</param>
public sealed record StepOutput(string Text, JsonElement? Json = null)
{
    /// <summary>The value at a path of fields and places (<c>items.0</c>): a text as it is, anything else as JSON; null where there is none.</summary>
    public string? At(IReadOnlyList<string> path)
    {
        if (Json is not { } value)
        {
            return null;
        }

        foreach (var name in path)
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var field))
            {
                value = field;
            }
            else if (value.ValueKind == JsonValueKind.Array && int.TryParse(name, out var place) && place >= 0 && place < value.GetArrayLength())
            {
                value = value[place];
            }
            else
            {
                return null;
            }
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
    }
}
