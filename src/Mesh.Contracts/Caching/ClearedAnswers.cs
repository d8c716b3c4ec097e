namespace Mesh.Contracts.Caching;

/// <summary>What a silo dropped.</summary>
/// <param name="Answers">How many answers.</param>
/// <param name="Questions">How many questions by which answers were found in other words.</param>
[GenerateSerializer, Immutable, Alias("mesh.ClearedAnswers")]
public sealed record ClearedAnswers([property: Id(0)] int Answers, [property: Id(1)] int Questions);
