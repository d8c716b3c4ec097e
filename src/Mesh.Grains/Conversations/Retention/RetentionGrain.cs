using Mesh.Contracts.Conversations.Retention;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Conversations.Retention;

/// <summary>One shard's retention: a reminder calls it, wherever it lives then, and each call does a bounded round.</summary>
internal sealed partial class RetentionGrain(RetentionRound round, RetentionFigures figures, ILogger<RetentionGrain> logger) : Grain, IRetentionGrain, IRemindable
{
    /// <summary>Time from one round to the next.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private const string Reminder = "round";

    private int Shard => (int)this.GetPrimaryKeyLong();

    public async Task WakeAsync()
    {
        if (await this.GetReminder(Reminder) is null)
        {
            // Spread over the pause, so that the shards do not ask the store all at once.
            await this.RegisterOrUpdateReminder(Reminder, Pause * (Shard + 1) / ConversationShards.Count, Pause);
        }
    }

    public async Task<RetentionTally> RoundAsync()
    {
        var tally = await round.RunAsync(Shard, CancellationToken.None);
        figures.Set(Shard, tally);
        return tally;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        try
        {
            await RoundAsync();
        }
        catch (Exception e) when (e is MeshException or OrleansException or TimeoutException)
        {
            // The next reminder goes on where the store stands.
            LogNotDone(Shard, (e as MeshException)?.Error.Reason ?? e.GetType().Name);
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        figures.Forget(Shard);
        return Task.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Warning, "The round of retention of shard {Shard} could not be done: {Reason}")]
    private partial void LogNotDone(int shard, string reason);
}
