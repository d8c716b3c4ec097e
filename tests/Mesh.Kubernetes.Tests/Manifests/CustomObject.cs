using System.Text.Json.Nodes;

namespace Mesh.Kubernetes.Tests.Manifests;

/// <summary>An object of a kind that an operator adds.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Json">All of it.</param>
internal sealed record CustomObject(string Kind, JsonNode Json)
{
    public string Name => Json["metadata"]!["name"]!.GetValue<string>();

    public JsonNode Spec => Json["spec"]!;
}
