namespace Mesh.Grains.Tests.Hosting;

/// <summary>Clusters run one after another: on two cores they would disturb each other's times.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Clusters
{
    public const string Name = "clusters";
}
