using Mesh.Contracts.Cluster;

namespace Mesh.Grains.Fabric;

/// <summary>A silo as this one knows it.</summary>
/// <param name="Address">Its address with its generation.</param>
/// <param name="Report">What it told of itself.</param>
/// <param name="Age">How long ago it was last heard of; zero for this silo itself.</param>
/// <param name="Engines">The engines that it told of.</param>
public sealed record PeerSilo(string Address, SiloReport Report, TimeSpan Age, IReadOnlyList<EngineReport> Engines);
