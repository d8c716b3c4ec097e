using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Redis;

/// <summary>Looks at the Redis before the silo opens a socket or joins: one that would lose data, or has lost them, is refused.</summary>
public sealed partial class RedisStart
{
    private readonly RedisConnections _connections;
    private readonly Dataset _dataset;
    private readonly RedisClusterOptions _options;
    private readonly ILogger<RedisStart> _logger;

    internal RedisStart(RedisConnections connections, Dataset dataset, RedisClusterOptions options, ILogger<RedisStart> logger) =>
        (_connections, _dataset, _options, _logger) = (connections, dataset, options, logger);

    /// <summary>Looks, tells its operator what is to be known, and takes the data for those that this silo serves. To be done once, before the host starts.</summary>
    /// <exception cref="RedisUnusableException">It must not be used.</exception>
    /// <exception cref="StackExchange.Redis.RedisException">It cannot be reached.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var control = await _connections.ControlAsync();
        var primaries = control.GetServers().Where(s => s is { IsConnected: true, IsReplica: false }).ToArray();
        if (primaries.Length == 0)
        {
            throw new RedisUnusableException("no primary can be reached, only replicas, which take no writes. Name the primary, or Sentinels with serviceName=NAME.");
        }

        foreach (var server in primaries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var verdict = RedisVerdict.Of(await RedisFacts.ReadAsync(server), _options.Durability);
            foreach (var warning in verdict.Warnings)
            {
                LogWarning(warning);
            }

            if (verdict.Refusals.Count > 0)
            {
                throw new RedisUnusableException(string.Join(Environment.NewLine, verdict.Refusals.Select(r => $"the Redis at {server.EndPoint} {r}")));
            }
        }

        if (await _dataset.OpenAsync() is { } untold)
        {
            LogWarning(untold);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
    private partial void LogWarning(string warning);
}
