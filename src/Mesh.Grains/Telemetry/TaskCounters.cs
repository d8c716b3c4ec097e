using System.Diagnostics.Metrics;
using Mesh.Contracts.Tasks;

namespace Mesh.Grains.Telemetry;

/// <summary>What became of tasks. States are a closed list.</summary>
internal sealed class TaskCounters(Meter meter)
{
    private readonly Counter<long> _ended = meter.CreateCounter<long>("meshsilo.tasks.ended", "{task}", "Tasks that are over, by how they ended: done, failed, cancelled, expired.");
    private readonly Counter<long> _walks = meter.CreateCounter<long>("meshsilo.tasks.walks", "{walk}", "Walks through plans of tasks: the first of a task, or one that goes on.");

    /// <summary>A walk has begun.</summary>
    /// <param name="walk">The how many-th of its task.</param>
    public void Begun(int walk) => _walks.Add(1, MeshInstruments.Label("kind", walk == 1 ? "first" : "resumed"));

    /// <summary>A task is over.</summary>
    public void Ended(TaskState state) => _ended.Add(1, MeshInstruments.Label("state", NameOf(state)));

    private static string NameOf(TaskState state) => state switch
    {
        TaskState.Done => "done",
        TaskState.Cancelled => "cancelled",
        TaskState.Expired => "expired",
        _ => "failed",
    };
}
