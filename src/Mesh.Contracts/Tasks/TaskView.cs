using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;

namespace Mesh.Contracts.Tasks;

/// <summary>A task as its caller is told of it.</summary>
/// <param name="Summary">What lists show.</param>
[GenerateSerializer, Immutable, Alias("mesh.TaskView")]
public sealed record TaskView([property: Id(0)] TaskSummary Summary)
{
    /// <summary>The answer; null before its end, and where there is none.</summary>
    [Id(1)] public NodeAnswer? Answer { get; init; }

    /// <summary>Why there is none, or why it is tried again; null where nothing failed.</summary>
    [Id(2)] public MeshError? Error { get; init; }

    /// <summary>What its nodes do or did; null where none has begun on this silo.</summary>
    [Id(3)] public NodeReport? Report { get; init; }
}
