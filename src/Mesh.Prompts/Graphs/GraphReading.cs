using Mesh.Contracts.Graphs;
using Mesh.Prompts.Structured;

namespace Mesh.Prompts.Graphs;

/// <summary>A planner's graph, or everything that is wrong with it, as the planner is told.</summary>
/// <param name="Graph">The graph; null when anything is wrong.</param>
/// <param name="Errors">What is wrong; at most <see cref="OutputSchema.MostErrors"/>.</param>
public sealed record GraphReading(TaskGraph? Graph, IReadOnlyList<OutputError> Errors);
