namespace Mesh.Grains.Redis;

/// <summary>
/// The id that the cluster's first silo puts into the Redis. While it is there the data are those that this silo began with: a Redis that
/// was wiped, restored to another day or mistaken for another one has none or another.
/// </summary>
internal sealed class Dataset(IDatasetKey key, RedisClusterOptions options)
{
    private readonly DatasetMemory _memory = new(options.Memory);

    /// <summary>The id that this silo serves; null before <see cref="OpenAsync"/>.</summary>
    public string? Served { get; private set; }

    /// <summary>Finds the id, or puts a new one where none has ever been. Gives what its operator should know; null when there is nothing.</summary>
    /// <exception cref="RedisUnusableException">The data are not those that this silo has served before.</exception>
    public async Task<string?> OpenAsync()
    {
        var remembered = _memory.Read();
        var present = await key.ReadAsync();
        if (remembered is not null && present != remembered && !options.Adopt)
        {
            throw new RedisUnusableException(present is null
                ? $"the Redis holds no data of cluster '{options.Cluster}', and this silo has served some before: it was wiped, or it is the wrong one. Restore it, name the right one, or begin anew with --redis-adopt."
                : $"the Redis holds other data of cluster '{options.Cluster}' than this silo has served before. Name the right one, or take these with --redis-adopt.");
        }

        Served = present ?? await key.CreateAsync();
        try
        {
            _memory.Write(Served);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"Which data this Redis holds cannot be remembered in '{options.Memory}', so the next start will not notice that it was wiped: {e.Message}";
        }
    }

    /// <summary>Whether the Redis no longer holds the data that this silo serves; null while it does.</summary>
    /// <exception cref="Exception">The Redis does not answer, which is no verdict.</exception>
    public async Task<FreezeCause?> LookAsync()
    {
        var served = Served ?? throw new InvalidOperationException("the data were not looked at before the silo started");
        return await key.ReadAsync() switch
        {
            null => FreezeCause.Wiped,
            var id => id == served ? null : FreezeCause.Replaced,
        };
    }
}
