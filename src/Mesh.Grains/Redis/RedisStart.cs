using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Redis;

/// <summary>Looks at the Redis before the silo opens a socket or joins: one that would lose data, or has lost them, is refused.</summary>
internal sealed partial class RedisStart(RedisConnections connections, Dataset dataset, RedisClusterOptions options, ILogger<RedisStart> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(RedisStart), ServiceLifecycleStage.First, CheckAsync);

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        var control = await connections.ControlAsync();
        foreach (var server in control.GetServers().Where(s => s is { IsConnected: true, IsReplica: false }))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var verdict = RedisVerdict.Of(await RedisFacts.ReadAsync(server), options.Durability);
            foreach (var warning in verdict.Warnings)
            {
                LogWarning(warning);
            }

            if (verdict.Refusals.Count > 0)
            {
                throw new RedisUnusableException(string.Join(Environment.NewLine, verdict.Refusals.Select(r => $"the Redis at {server.EndPoint} {r}")));
            }
        }

        if (await dataset.OpenAsync() is { } untold)
        {
            LogWarning(untold);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
    private partial void LogWarning(string warning);
}
