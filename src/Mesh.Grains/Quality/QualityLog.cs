using Mesh.Contracts.Routing;

namespace Mesh.Grains.Quality;

/// <summary>The stored outcomes.</summary>
[GenerateSerializer, Alias("mesh.QualityLog")]
public sealed class QualityLog
{
    /// <summary>Outcomes by task, model and tenant, as of when they were written.</summary>
    [Id(0)] public List<QualityCell> Cells { get; set; } = [];

    /// <summary>Whether more than one tenant used the mesh.</summary>
    [Id(1)] public bool IsShared { get; set; }
}
