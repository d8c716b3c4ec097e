using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Mesh.Client.Outcomes;

/// <summary>Reads how an answer came about.</summary>
public static class MeshOutcomeExtensions
{
    /// <summary>The name under which the outcome stands among the additional properties.</summary>
    public const string PropertyName = "mesh_outcome";

    /// <summary>How the answer came about; null when it is not of a mesh. Where tools were called between, that of the last answer.</summary>
    public static MeshOutcome? GetMeshOutcome(this ChatResponse response) => response.GetMeshOutcomes().LastOrDefault() ?? Read(response.AdditionalProperties);

    /// <summary>How each answer came about, where tools were called between; their costs add up to the whole.</summary>
    public static IEnumerable<MeshOutcome> GetMeshOutcomes(this ChatResponse response) =>
        response.Messages.Select(m => Read(m.AdditionalProperties)).OfType<MeshOutcome>();

    /// <summary>How the answer came about, on its last update; null on the others.</summary>
    public static MeshOutcome? GetMeshOutcome(this ChatResponseUpdate update) => Read(update.AdditionalProperties);

    /// <summary>How the vectors came about; null when they are not of a mesh.</summary>
    public static MeshOutcome? GetMeshOutcome<TEmbedding>(this GeneratedEmbeddings<TEmbedding> embeddings)
        where TEmbedding : Embedding => Read(embeddings.AdditionalProperties);

    internal static AdditionalPropertiesDictionary Properties(MeshOutcome outcome) => new() { [PropertyName] = outcome };

    // A response that was stored as JSON, in a cache, comes back with an element in the record's place.
    private static MeshOutcome? Read(AdditionalPropertiesDictionary? properties) => properties?.GetValueOrDefault(PropertyName) switch
    {
        MeshOutcome outcome => outcome,
        JsonElement { ValueKind: JsonValueKind.Object } json => json.Deserialize<MeshOutcome>(AIJsonUtilities.DefaultOptions),
        _ => null,
    };
}
