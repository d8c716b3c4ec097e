namespace Mesh.Conversations.Tests.Simulation;

/// <summary>Something that dies as a whole, and may stand still.</summary>
internal class SimProcess(string name)
{
    public string Name { get; } = name;

    public bool IsDead { get; set; }

    public bool IsStalled { get; set; }
}
