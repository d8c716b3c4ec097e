using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;
using Mesh.Conversations.Telling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Conversations.Storage;

/// <summary>
/// Tells on what happened in conversations whose writer died before it had told it, every 10 s. What cannot be told on is left for the
/// next time; a look takes at most <see cref="LogBounds.MostPendingRead"/> conversations, and another follows at once while all of a full one were told on.
/// </summary>
internal sealed partial class ConversationSweep(IPendingOutboxes pending, ConversationOutbox outbox, TimeProvider time, ILogger<ConversationSweep> logger) : BackgroundService
{
    private const int MostLooks = 64;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    /// <summary>Looks until nothing waits that can be told on. Gives how many conversations were told on.</summary>
    internal async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var told = 0;
        for (var look = 0; look < MostLooks; look++)
        {
            var waiting = await pending.ReadPendingAsync(cancellationToken);
            var toldNow = 0;
            foreach (var key in waiting)
            {
                toldNow += await IsToldAsync(key, cancellationToken) ? 1 : 0;
            }

            told += toldNow;
            if (waiting.Count == 0 || toldNow < waiting.Count)
            {
                break;
            }
        }

        return told;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (MeshException e)
            {
                LogNotLooked(e.Error.Reason);
            }
        }
    }

    private async Task<bool> IsToldAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await outbox.TellOnAsync(key, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever is wrong with one, the others and the silo go on.
            LogNotTold((e as MeshException)?.Error.Reason ?? e.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "Outboxes of conversations could not be looked at: {Reason}")]
    private partial void LogNotLooked(string reason);

    [LoggerMessage(2, LogLevel.Warning, "What happened in a conversation could not be told on: {Reason}")]
    private partial void LogNotTold(string reason);
}
