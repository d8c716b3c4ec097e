using Mesh.Contracts.Plans;

namespace Mesh.Strategies.Plans.Records;

/// <summary>A walk through a plan that may be one of several: what it goes on from.</summary>
/// <param name="Key">Names the run, in every walk the same.</param>
/// <param name="Record">What is kept of its nodes.</param>
public sealed record DurableWalk(string Key, IPlanRecord Record);
