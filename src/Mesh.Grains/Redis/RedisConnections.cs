using StackExchange.Redis;

namespace Mesh.Grains.Redis;

/// <summary>
/// The silo's two connections: one for membership and its watches, one for state, so that a large state never holds up the news that a
/// silo is dead. Opened at first use.
/// </summary>
internal sealed class RedisConnections(RedisClusterOptions options) : IAsyncDisposable
{
    // Longer than Redis ever takes in health, shorter than a caller's patience: what waits for a Redis that hangs is let go.
    private const int CommandMilliseconds = 2_000;
    private const int KeepAliveSeconds = 3;
    private static readonly TimeSpan s_reconnect = TimeSpan.FromSeconds(1);
    private readonly Lazy<Task<IConnectionMultiplexer>> _control = new(() => OpenAsync(options, "control"));
    private readonly Lazy<Task<IConnectionMultiplexer>> _state = new(() => OpenAsync(options, "state"));

    /// <summary>The connection for membership, reminders and watches.</summary>
    /// <exception cref="RedisConnectionException">At first use, the Redis cannot be reached.</exception>
    public Task<IConnectionMultiplexer> ControlAsync() => _control.Value;

    /// <summary>The connection for grain state.</summary>
    /// <exception cref="RedisConnectionException">At first use, the Redis cannot be reached.</exception>
    public Task<IConnectionMultiplexer> StateAsync() => _state.Value;

    /// <summary>Reads a connection as its operator wrote it, with the mesh's own patience where nothing else is said.</summary>
    /// <exception cref="ArgumentException">It is not in StackExchange.Redis' form.</exception>
    public static ConfigurationOptions Parse(string connection)
    {
        var parsed = ConfigurationOptions.Parse(connection);
        if (!connection.Contains("asyncTimeout", StringComparison.OrdinalIgnoreCase))
        {
            parsed.AsyncTimeout = CommandMilliseconds;
        }

        if (!connection.Contains("keepAlive", StringComparison.OrdinalIgnoreCase))
        {
            parsed.KeepAlive = KeepAliveSeconds;
        }

        parsed.ReconnectRetryPolicy = new LinearRetry((int)s_reconnect.TotalMilliseconds);
        return parsed;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var connection in new[] { _control, _state }.Where(c => c is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
        {
            await (await connection.Value).DisposeAsync();
        }
    }

    private static async Task<IConnectionMultiplexer> OpenAsync(RedisClusterOptions options, string purpose)
    {
        var parsed = Parse(options.Connection);
        parsed.ClientName = $"meshsilo-{purpose}";

        // CONFIG GET counts as administration.
        parsed.AllowAdmin = purpose == "control";
        return await ConnectionMultiplexer.ConnectAsync(parsed);
    }
}
