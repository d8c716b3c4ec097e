using Mesh.Grains.Tasks;

namespace Mesh.Silo.Draining;

/// <summary>Long tasks: their nodes that ask a model may finish, and none begins; what is left is done by another silo.</summary>
internal sealed class TasksDrained(TaskPlaces places) : IDrained
{
    /// <inheritdoc/>
    public int UnderWay => places.Running;
}
