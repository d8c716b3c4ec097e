namespace Mesh.Contracts.Reviews;

/// <summary>A review as it stands.</summary>
/// <param name="Request">What was handed over.</param>
/// <param name="Standing">What has become of it.</param>
[GenerateSerializer, Immutable, Alias("mesh.Review")]
public sealed record Review([property: Id(0)] ReviewRequest Request, [property: Id(1)] ReviewStanding Standing);
