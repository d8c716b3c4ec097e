namespace Mesh.Grains.Storage;

/// <summary>One guarded change, waiting for its group.</summary>
public sealed class StoreOperation
{
    private StoreOperation(string name, string grain, string? etag, byte[]? data)
    {
        Name = name;
        Grain = grain;
        ETag = etag;
        Data = data;
    }

    /// <summary>State name.</summary>
    public string Name { get; }

    /// <summary>Grain id.</summary>
    public string Grain { get; }

    /// <summary>The version that the writer has seen; null for none.</summary>
    public string? ETag { get; }

    /// <summary>The new state; null to remove it.</summary>
    public byte[]? Data { get; }

    internal TaskCompletionSource<string?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Stores a state.</summary>
    public static StoreOperation Write(string name, string grain, string? etag, byte[] data) => new(name, grain, etag, data);

    /// <summary>Removes a state.</summary>
    public static StoreOperation Clear(string name, string grain, string? etag) => new(name, grain, etag, null);
}
