namespace Mesh.Keys;

/// <summary>A key file or its pepper cannot be used; the message says why and what to do.</summary>
public sealed class KeyFileException : Exception
{
    /// <summary>Makes one.</summary>
    public KeyFileException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
