using System.Collections.Concurrent;
using Mesh.Contracts.Catalog;

namespace Mesh.Grains.Tools;

/// <summary>The gates of tool servers by name. One whose limits change is replaced: calls that are under way then count for the old one.</summary>
public sealed class ToolServerGates(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ToolServerGate> _gates = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>That of a server as it is written now.</summary>
    internal ToolServerGate Of(ToolServerEntry server) => _gates.AddOrUpdate(
        server.Name, _ => new ToolServerGate(server.Limits, time), (_, known) => known.Limits == server.Limits ? known : new ToolServerGate(server.Limits, time));
}
