namespace Mesh.Cluster.Tests.Chaos;

/// <summary>Tests of whole clusters: one at a time, since each takes the machine and measures times.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeMachine
{
    /// <summary>The collection's name.</summary>
    public const string Name = "whole machine";
}
