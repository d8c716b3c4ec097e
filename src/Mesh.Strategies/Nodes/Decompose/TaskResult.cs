using Mesh.Contracts.Graphs;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Decompose;

/// <summary>What became of a task of a graph.</summary>
/// <param name="Task">The task.</param>
/// <param name="Text">Its result; null where it failed.</param>
/// <param name="Reason">Why it failed, in the words of the error list's reasons; null where it did not.</param>
/// <param name="Trace">Its entry in the report; null where it was never asked.</param>
internal sealed record TaskResult(PlannedTask Task, string? Text, string? Reason, NodeTrace? Trace);
