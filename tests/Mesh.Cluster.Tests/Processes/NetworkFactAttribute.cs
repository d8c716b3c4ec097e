using Mesh.Testing.Programs;

namespace Mesh.Cluster.Tests.Processes;

/// <summary>A test that needs networks of its own and a Redis, and says so where they may not be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NetworkFactAttribute : FactAttribute
{
    public NetworkFactAttribute()
    {
        Skip = NetworkCell.Missing ?? (ExternalProgram.Find("redis-server") is null ? "'redis-server' is not installed." : null);
    }
}
