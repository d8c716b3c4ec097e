namespace Mesh.Grains.Redis;

/// <summary>Where the id of the cluster's data is kept beside them.</summary>
internal interface IDatasetKey
{
    /// <summary>The id; null when there is none.</summary>
    Task<string?> ReadAsync();

    /// <summary>Puts a new id where there is none. Gives the one that is there then: of two that try at once, one wins.</summary>
    Task<string> CreateAsync();
}
