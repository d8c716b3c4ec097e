using Mesh.Contracts.Catalog;
using Mesh.Grains.Telemetry;
using Mesh.Providers.Egress;
using Mesh.Providers.Tools;

namespace Mesh.Grains.Tools;

/// <summary>
/// The sessions of this silo with tool servers, one for each tenant and server, so that what a server keeps in a session stays with its tenant. Those that nobody used
/// for a while are closed, and the one that was used longest ago makes room for a new one.
/// </summary>
public sealed class ToolSessions : IAsyncDisposable
{
    /// <summary>Most sessions of this silo with all servers together.</summary>
    public const int Most = 1_000;

    /// <summary>After what time without a call a session is closed.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_sweep = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_closing = TimeSpan.FromSeconds(5);

    private readonly UpstreamHttp _http;
    private readonly SecretReader _secrets;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly List<PooledToolSession> _sessions = [];

    /// <summary>An empty pool.</summary>
    /// <param name="http">The way out.</param>
    /// <param name="secrets">Where keys are.</param>
    /// <param name="time">The clock.</param>
    public ToolSessions(UpstreamHttp http, SecretReader secrets, TimeProvider time)
    {
        (_http, _secrets, _time) = (http, secrets, time);
        _timer = time.CreateTimer(static pool => ((ToolSessions)pool!).Sweep(), this, s_sweep, s_sweep);
    }

    /// <summary>Hears of servers that say that their tools have changed, by name.</summary>
    public event Action<string>? ListChanged;

    /// <summary>Sessions that are held.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _sessions.Count;
            }
        }
    }

    /// <summary>Uses a session. One that the server has forgotten is opened anew, once: the server has done nothing then.</summary>
    /// <param name="server">The server.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="use">What is done with it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ToolServerException">The server gave nothing that can be used; busy: no session is free.</exception>
    public async Task<T> UseAsync<T>(ToolServerEntry server, string tenant, Func<ToolSession, CancellationToken, Task<T>> use, CancellationToken cancellationToken)
    {
        for (var again = false; ; again = true)
        {
            var pooled = Take(server, tenant);
            var broken = true;
            try
            {
                var session = await pooled.Opening.WaitAsync(cancellationToken);
                var given = await use(session, cancellationToken);
                broken = false;
                return given;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                broken = false;
                throw;
            }
            catch (ToolServerException e) when (e.Kind is ToolFaultKind.TooLarge or ToolFaultKind.Busy or ToolFaultKind.Malformed)
            {
                broken = pooled.Opening.IsFaulted;
                throw;
            }
            catch (ToolServerException e) when (e.Kind == ToolFaultKind.Forgotten && !again)
            {
                // The next turn has a new session.
            }
            finally
            {
                Give(pooled, broken);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        PooledToolSession[] all;
        lock (_gate)
        {
            all = [.. _sessions];
            _sessions.Clear();
        }

        await Task.WhenAll(all.Select(CloseAsync));
    }

    private PooledToolSession Take(ToolServerEntry server, string tenant)
    {
        var connection = ToolConnection.Of(server);
        lock (_gate)
        {
            var known = _sessions.Find(s => s.Tenant == tenant && string.Equals(s.Server, server.Name, StringComparison.OrdinalIgnoreCase));
            if (known is not null && !known.Serves(connection))
            {
                Retire(known);
                known = null;
            }

            if (known is null)
            {
                MakeRoom(server);
                known = new PooledToolSession(server.Name, tenant, connection, OpenAsync(server));
                _sessions.Add(known);
            }

            known.Users++;
            return known;
        }
    }

    private void Give(PooledToolSession pooled, bool broken)
    {
        lock (_gate)
        {
            pooled.Users--;
            pooled.UsedAt = _time.GetTimestamp();
            if (broken || pooled.Retired)
            {
                Retire(pooled);
            }
        }
    }

    // Whoever still uses it closes it by giving it back.
    private void Retire(PooledToolSession pooled)
    {
        pooled.Retired = true;
        _sessions.Remove(pooled);
        if (pooled.Users == 0)
        {
            _ = CloseAsync(pooled);
        }
    }

    private void MakeRoom(ToolServerEntry server)
    {
        PooledToolSession[] ofServer = [.. _sessions.Where(s => string.Equals(s.Server, server.Name, StringComparison.OrdinalIgnoreCase))];
        if (ofServer.Length < server.Limits.Sessions && _sessions.Count < Most)
        {
            return;
        }

        var among = ofServer.Length < server.Limits.Sessions ? (IEnumerable<PooledToolSession>)_sessions : ofServer;
        Retire(among.Where(s => s.Users == 0).MinBy(s => s.UsedAt) ?? throw new ToolServerException(ToolFaultKind.Busy));
    }

    // On nobody's behalf: whoever asked for it first may leave while others wait for it.
    private async Task<ToolSession> OpenAsync(ToolServerEntry server)
    {
        using var timeout = new CancellationTokenSource(server.Limits.CallTimeout, _time);
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            return await ToolSession.OpenAsync(server, _http, _secrets, MeshInstruments.Version, () => ListChanged?.Invoke(server.Name), _time, timeout.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new ToolServerException(ToolFaultKind.Unreachable, e);
        }
    }

    private async Task CloseAsync(PooledToolSession pooled)
    {
        try
        {
            await (await pooled.Opening).DisposeAsync().AsTask().WaitAsync(s_closing, _time);
        }
        catch (Exception)
        {
            // It never opened, or its server does not hear that it ends: it forgets it in its own time.
        }
    }

    private void Sweep()
    {
        lock (_gate)
        {
            foreach (var idle in _sessions.Where(s => s.Users == 0 && _time.GetElapsedTime(s.UsedAt) > Idle).ToArray())
            {
                Retire(idle);
            }
        }
    }
}
