namespace Mesh.Contracts.Conversations;

/// <summary>A turn went to another model than the last one on its branch.</summary>
/// <param name="FromModel">The model that answered before.</param>
/// <param name="ToModel">The model that answers now.</param>
/// <param name="Reason">Why: asked_for, not_a_candidate, ranked_higher, failed_over, or why the model before was left out, in the words of the routing decision.</param>
/// <param name="Form">The version of the words in which the new model was told; 0 when there was no room to tell it.</param>
[GenerateSerializer, Immutable, Alias("mesh.HandOver")]
public sealed record HandOver([property: Id(0)] string FromModel, [property: Id(1)] string ToModel, [property: Id(2)] string Reason, [property: Id(3)] int Form);
