using System.Text.Json.Nodes;

namespace Mesh.Testing;

/// <summary>What the fake upstream was asked.</summary>
/// <param name="Path">Path.</param>
/// <param name="Headers">Headers.</param>
/// <param name="Body">Body as it came.</param>
public sealed record UpstreamRequest(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The body as JSON.</summary>
    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    /// <summary>The model that was asked for.</summary>
    public string Model => Json["model"]?.GetValue<string>() ?? "";

    /// <summary>Whether a stream was asked for.</summary>
    public bool Streaming => Json["stream"]?.GetValue<bool>() ?? false;
}
