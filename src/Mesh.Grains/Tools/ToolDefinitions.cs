using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Prompts.Rendering;
using Mesh.Prompts.Structured;
using Mesh.Providers.Tools;
using Mesh.Strategies.Tools;

namespace Mesh.Grains.Tools;

/// <summary>Makes of what a server tells of a tool what a model may be told: bounded, without what is hidden in it, with a schema by which arguments can be checked.</summary>
internal static class ToolDefinitions
{
    /// <summary>Longest name, in characters.</summary>
    public const int MostName = 128;

    /// <summary>Longest description, in characters; what is longer loses its middle.</summary>
    public const int MostDescription = 2_000;

    /// <summary>Longest schema, in characters.</summary>
    public const int MostSchema = 16 * 1024;

    private const int MostDepth = 32;

    // Said to people, not checked by: the names of the dialect and of the document lead out of it.
    private static readonly string[] s_dropped = ["$schema", "$id"];
    private static readonly string[] s_notes = ["title", "description", "$comment", "examples", "default"];

    // Under these stand schemas by names that are the server's own.
    private static readonly string[] s_named = ["properties", "$defs", "definitions", "dependentSchemas", "patternProperties"];

    /// <summary>The tool; null where it cannot be offered.</summary>
    public static OfferedTool? Of(string server, ServerTool tool)
    {
        try
        {
            return Read(server, tool);
        }
        catch (Exception e) when (e is ArgumentException or JsonException or InvalidOperationException)
        {
            // Fields that stand twice, and texts that are none, are found only where they are read.
            return null;
        }
    }

    private static OfferedTool? Read(string server, ServerTool tool)
    {
        if (tool.Name.Length is 0 or > MostName || !tool.Name.All(c => c is > ' ' and <= '~'))
        {
            return null;
        }

        var text = tool.InputSchema.GetRawText();
        if (text.Length > MostSchema || Plain(JsonNode.Parse(text), 0, isNames: false) is not JsonObject plain || OutputSchema.Read(plain.ToJsonString()).Schema is not { } schema)
        {
            return null;
        }

        return new OfferedTool(server, tool.Name, PlainData.Cut(PlainData.Of(PlainData.Cut(tool.Description, MostDescription)), MostDescription), schema.Text, schema, HashOf(tool));
    }

    /// <summary>SHA-256 of what a model is told of a tool, as the server says it: name, description and schema, whatever the order of their fields.</summary>
    public static string HashOf(ServerTool tool)
    {
        var whole = new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description, ["inputSchema"] = JsonNode.Parse(tool.InputSchema.GetRawText()) };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Ordered(whole)!.ToJsonString())));
    }

    private static JsonNode? Ordered(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => KeyValuePair.Create(f.Key, Ordered(f.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Ordered)]),
        _ => node?.DeepClone(),
    };

    // Null where something hidden stands where it counts, so that it cannot be taken out.
    private static JsonNode? Plain(JsonNode? node, int depth, bool isNames)
    {
        if (depth > MostDepth)
        {
            return null;
        }

        switch (node)
        {
            case JsonObject fields:
                return PlainFields(fields, depth, isNames);
            case JsonArray items:
                var plain = items.Select(i => (Was: i, Is: Plain(i, depth + 1, isNames: false))).ToArray();
                return plain.Any(p => p.Was is not null && p.Is is null) ? null : new JsonArray([.. plain.Select(p => p.Is)]);
            case JsonValue value when value.GetValueKind() == JsonValueKind.String && PlainData.Of(value.GetValue<string>()) != value.GetValue<string>():
                return null;
            default:
                return node?.DeepClone();
        }
    }

    private static JsonObject? PlainFields(JsonObject fields, int depth, bool isNames)
    {
        var plain = new JsonObject();
        foreach (var (name, value) in fields)
        {
            if (!isNames && (s_dropped.Contains(name) || name.StartsWith("x-", StringComparison.Ordinal)))
            {
                continue;
            }

            if (PlainData.Of(name) != name)
            {
                return null;
            }

            if (!isNames && s_notes.Contains(name) && value is JsonValue note && note.GetValueKind() == JsonValueKind.String)
            {
                plain[name] = PlainData.Of(note.GetValue<string>());
                continue;
            }

            var inner = Plain(value, depth + 1, !isNames && s_named.Contains(name));
            if (value is not null && inner is null)
            {
                return null;
            }

            plain[name] = inner;
        }

        return plain;
    }
}
