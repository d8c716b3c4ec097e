using Mesh.Contracts.Cluster;
using Mesh.Grains.Workers.Gauges;

namespace Mesh.Grains.Workers;

/// <summary>What the last look at an engine gave.</summary>
/// <param name="Report">What is told to the cluster.</param>
/// <param name="QueueSeconds">Predicted wait of a request that comes now; null when it cannot be told.</param>
/// <param name="Missing">What its gauges should tell and do not.</param>
internal sealed record EngineLook(EngineReport Report, double? QueueSeconds, IReadOnlyList<GaugeMeaning> Missing);
