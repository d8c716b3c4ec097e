namespace Mesh.Routing.Tasks;

/// <summary>What a classification needs to work in; made once and used again, by one thread at a time.</summary>
public sealed class TaskScratch
{
    internal TaskFeatures Features { get; } = new();

    internal float[] Margins { get; set; } = [];
}
