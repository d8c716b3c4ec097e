namespace Mesh.Grains.Hosting;

/// <summary>What a silo needs to know to run the mesh.</summary>
public sealed class MeshSiloOptions
{
    /// <summary>The catalogue's files; empty for the first-run catalogue.</summary>
    public IReadOnlyList<string> CatalogFiles { get; set; } = [];

    /// <summary>Most requests under way on the silo, those that wait included.</summary>
    public int MostRequests { get; set; } = 4096;
}
