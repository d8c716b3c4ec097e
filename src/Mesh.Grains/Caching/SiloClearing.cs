using Mesh.Contracts.Caching;

namespace Mesh.Grains.Caching;

/// <summary>What became of the answers on one silo.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its address with its generation.</param>
/// <param name="Cleared">What it dropped; null when it did not say.</param>
public sealed record SiloClearing(string Name, string Address, ClearedAnswers? Cleared);
