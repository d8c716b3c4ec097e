using Mesh.Testing.Programs;

namespace Mesh.Cluster.Tests.Processes;

/// <summary>A test that mounts, and needs a Redis; it says so where it may not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        Skip = !Environment.IsPrivilegedProcess ? "File systems may not be mounted here." : ExternalProgram.Find("redis-server") is null ? "'redis-server' is not installed." : null;
    }
}
