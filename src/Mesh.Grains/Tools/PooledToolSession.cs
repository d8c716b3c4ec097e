using Mesh.Providers.Tools;

namespace Mesh.Grains.Tools;

/// <summary>A session in the pool. What changes is guarded by the pool.</summary>
/// <param name="server">The server's name.</param>
/// <param name="tenant">The tenant for which it is held.</param>
/// <param name="connection">What it rests on.</param>
/// <param name="opening">The session, once it is open.</param>
internal sealed class PooledToolSession(string server, string tenant, ToolConnection connection, Task<ToolSession> opening)
{
    public string Server => server;

    public string Tenant => tenant;

    public Task<ToolSession> Opening => opening;

    /// <summary>Who uses it now.</summary>
    public int Users { get; set; }

    /// <summary>When it was used last, as a timestamp.</summary>
    public long UsedAt { get; set; }

    /// <summary>Whether nobody new may use it.</summary>
    public bool Retired { get; set; }

    /// <summary>Whether it may be used for a server as it is written now.</summary>
    public bool Serves(ToolConnection wanted) => !Retired && connection == wanted && (!opening.IsCompleted || (opening.IsCompletedSuccessfully && opening.Result.IsOpen));
}
