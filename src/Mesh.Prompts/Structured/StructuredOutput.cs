using System.Text.Json;

namespace Mesh.Prompts.Structured;

/// <summary>Reads what a model said by a schema.</summary>
public static class StructuredOutput
{
    /// <summary>
    /// The JSON in a text that fits a schema; where none fits, the likeliest with where it does not.
    /// </summary>
    /// <param name="text">What the model said.</param>
    /// <param name="schema">The schema.</param>
    public static OutputReading Read(string text, OutputSchema schema)
    {
        (JsonElement Json, IReadOnlyList<OutputError> Errors)? likeliest = null;
        foreach (var json in JsonText.Find(text))
        {
            var errors = schema.Check(json);
            if (errors.Count == 0)
            {
                return new OutputReading(json, []);
            }

            likeliest ??= (json, errors);
        }

        return likeliest is var (found, wrong) ? new OutputReading(found, wrong) : new OutputReading(null, [JsonText.Missing(text)]);
    }
}
