namespace Mesh.Grains.Redis;

/// <summary>The Redis must not be used as it is; the message says why and what to do.</summary>
public sealed class RedisUnusableException : Exception
{
    /// <summary>Makes one.</summary>
    public RedisUnusableException(string message)
        : base(message)
    {
    }
}
