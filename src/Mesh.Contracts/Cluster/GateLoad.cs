namespace Mesh.Contracts.Cluster;

/// <summary>What changes with each request at one silo's gate: the small part of a <see cref="GateReport"/>, which says whose it is.</summary>
/// <param name="Number">The gate, by <see cref="GateReport.Number"/>.</param>
/// <param name="InFlight">Requests under way from the silo.</param>
/// <param name="PrefillTokens">Prompt tokens of those of them that have no first token yet, without those taken to be cached.</param>
/// <param name="HeldTokens">Tokens of the endpoint's cache that they may need; 0 where it is no engine.</param>
/// <param name="Prompts">Those of them that have no first token yet.</param>
[GenerateSerializer, Immutable, Alias("mesh.GateLoad")]
public readonly record struct GateLoad(
    [property: Id(0)] int Number,
    [property: Id(1)] int InFlight,
    [property: Id(2)] long PrefillTokens,
    [property: Id(3)] long HeldTokens = 0,
    [property: Id(4)] int Prompts = 0);
