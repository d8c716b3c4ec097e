namespace Mesh.Grains.Storage;

/// <summary>The store's file cannot be used by this process; the message says why and what to do.</summary>
public sealed class StoreUnusableException : Exception
{
    /// <summary>Makes one.</summary>
    public StoreUnusableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
