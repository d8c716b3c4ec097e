using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Mesh.Silo.Draining;

/// <summary>
/// The open HTTP/2 connections, which many calls share and which would bring new ones for as long as they live. As many as the
/// server holds.
/// </summary>
internal sealed class DoorConnections
{
    private readonly ConcurrentDictionary<ConnectionContext, IConnectionLifetimeNotificationFeature> _open = [];

    /// <summary>Serves a connection, and knows it meanwhile.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.Features.Get<IConnectionLifetimeNotificationFeature>() is { } lifetime)
        {
            _open.TryAdd(connection, lifetime);
        }

        try
        {
            await next(connection);
        }
        finally
        {
            _open.TryRemove(connection, out _);
        }
    }

    /// <summary>Asks the other sides to open no more calls here (GOAWAY); those under way go on. A call that crosses this on the wire is served, or safe to be sent again.</summary>
    public void AskToLeave()
    {
        foreach (var lifetime in _open.Values)
        {
            lifetime.RequestClose();
        }
    }
}
