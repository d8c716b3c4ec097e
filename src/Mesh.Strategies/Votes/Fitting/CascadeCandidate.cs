using Mesh.Strategies.Votes.Learned;

namespace Mesh.Strategies.Votes.Fitting;

/// <summary>A cascade and how it did on the questions that it was fitted on, each judged by a fit that hadn't seen it.</summary>
/// <param name="Cascade">The cascade.</param>
/// <param name="Quality">Mean quality.</param>
/// <param name="Error">Standard error of the difference to the strongest single member.</param>
/// <param name="Cost">Mean dollars.</param>
public sealed record CascadeCandidate(GainCascade Cascade, double Quality, double Error, double Cost);
