using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Mesh.Prompts.Structured;

/// <summary>
/// The form of an output: a JSON Schema of draft 2020-12, checked so that judging an output by it takes a bounded time, whoever wrote it:
/// no recursion, no reference outside of it, patterns whose time grows with the text alone.
/// </summary>
public sealed class OutputSchema
{
    /// <summary>Longest schema, in characters.</summary>
    public const int MostCharacters = 64 * 1024;

    /// <summary>Deepest nesting of schemas in schemas, references followed.</summary>
    public const int MostDepth = 32;

    /// <summary>Most schemas in it, each reference counted with all that it leads to.</summary>
    public const int MostSchemas = 2_000;

    /// <summary>Most faults that are told at once.</summary>
    public const int MostFaults = 20;

    /// <summary>Most errors of an output that are told at once.</summary>
    public const int MostErrors = 20;

    private static readonly Dialect s_dialect = Dialect.Draft202012.With([new BoundedPattern(), new BoundedUniqueItems()]);

    private readonly JsonElement _json;
    private readonly JsonSchema _schema;

    private OutputSchema(JsonElement json, JsonSchema schema) => (_json, _schema) = (json, schema);

    /// <summary>The schema as JSON.</summary>
    public string Text => _json.GetRawText();

    /// <summary>Reads a schema and checks it.</summary>
    public static SchemaReading Read(string text)
    {
        if (text.Length > MostCharacters)
        {
            return Wrong("", $"has {text.Length} characters; at most {MostCharacters} are taken.", "Shorten it.");
        }

        JsonElement json;
        try
        {
            using var document = JsonDocument.Parse(text, JsonText.Strict);
            json = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            return Wrong("", $"is no JSON: {JsonText.Place(e)}.", "Write a JSON object with fields such as \"type\" and \"properties\".");
        }

        if (SchemaCheck.Run(json) is { Count: > 0 } faults)
        {
            return new SchemaReading(null, faults);
        }

        try
        {
            return new SchemaReading(new OutputSchema(json, Build(json)), []);
        }
        catch (Exception e) when (e is JsonSchemaException or JsonException or ArgumentException or InvalidOperationException)
        {
            return Wrong("", "is no schema of draft 2020-12.", "Check the values of its keywords.");
        }
    }

    /// <summary>Where a value does not fit; empty when it does.</summary>
    /// <param name="value">The value.</param>
    public IReadOnlyList<OutputError> Check(JsonElement value)
    {
        var result = _schema.Evaluate(value, new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (result.IsValid)
        {
            return [];
        }

        OutputError[] errors = [.. OutputErrors.Of(result, _json, value).Distinct().Take(MostErrors)];
        return errors.Length > 0 ? errors : [new OutputError("", "does not fit the schema.", "Look at it again.")];
    }

    // A registry of its own: the library's global one would keep every schema for good. The name of the dialect would lead past ours.
    private static JsonSchema Build(JsonElement json)
    {
        var options = new BuildOptions { SchemaRegistry = new SchemaRegistry(), Dialect = s_dialect };
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("$schema", out _))
        {
            var without = JsonObject.Create(json)!;
            without.Remove("$schema");
            using var document = JsonDocument.Parse(without.ToJsonString());
            return JsonSchema.Build(document.RootElement.Clone(), options, null);
        }

        return JsonSchema.Build(json, options, null);
    }

    private static SchemaReading Wrong(string path, string problem, string mend) => new(null, [new SchemaFault(path, problem, mend)]);
}
