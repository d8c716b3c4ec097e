using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mesh.Contracts.Plans;

/// <summary>A plan as a text that two plans have in common exactly where they say the same.</summary>
public static class NodeShape
{
    private static readonly JsonSerializerOptions s_options = new() { Converters = { new AsWhatItIs(), new JsonStringEnumConverter() } };

    /// <summary>The text; empty for no plan.</summary>
    public static string Of(NodeEntry? plan) => plan is null ? "" : JsonSerializer.Serialize(plan, s_options);

    // What a node holds goes by its own type, wherever it stands.
    private sealed class AsWhatItIs : JsonConverter<NodeEntry>
    {
        public override NodeEntry Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("Plans are written only.");

        public override void Write(Utf8JsonWriter writer, NodeEntry value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, value.GetType(), options);
    }
}
