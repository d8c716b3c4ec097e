using System.Collections.Concurrent;
using Mesh.Grains.Telemetry;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Tools;

/// <summary>Tells operators of tools that are no longer what they were pinned as: a server that was taken over could make models do something else by them.</summary>
public sealed partial class ToolAlerts(MeshInstruments instruments, ILogger<ToolAlerts> logger)
{
    // Pins stand in the catalogue, so that there are no more of these than of them.
    private readonly ConcurrentDictionary<(string Server, string Tool), (string Pin, string Definition)> _told = new();

    /// <summary>A tool is defined otherwise than it is pinned. Told once for each definition.</summary>
    internal void Changed(string server, string tool, string pin, string definition)
    {
        if (_told.TryGetValue((server, tool), out var known) && known == (pin, definition))
        {
            return;
        }

        _told[(server, tool)] = (pin, definition);
        instruments.Tools.Alerted(server);
        LogChanged(server, tool, pin, definition);
    }

    [LoggerMessage(1, LogLevel.Warning, "Tool {Server}/{Tool} is not called: it is pinned as sha256:{Pin} and is now defined as sha256:{Definition}. Look at what has changed before you pin it anew")]
    private partial void LogChanged(string server, string tool, string pin, string definition);
}
