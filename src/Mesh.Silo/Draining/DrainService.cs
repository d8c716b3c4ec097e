using Mesh.Grains.Draining;
using Mesh.Silo.Hosting;

namespace Mesh.Silo.Draining;

/// <summary>
/// Takes the silo out of service before anything of it stops: a graceful stop of Orleans alone cuts streams after about a second.
/// First it is not ready and still serves (balancers turn away), then it takes nothing new and finishes what it has, and at the
/// deadline it ends what is left with one typed interruption each. Asking it to stop once more changes nothing.
/// </summary>
internal sealed partial class DrainService(SiloState state, IEnumerable<IDrained> work, DoorConnections connections, MeshSettings settings, TimeProvider time, ILogger<DrainService> logger)
    : IHostedLifecycleService
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    // For the last words of what was cut, and for the slow readers among them.
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(1);
    private readonly IDrained[] _work = [.. work];

    private int UnderWay => _work.Sum(w => w.UnderWay);

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        LogNotice(settings.DrainNotice);
        Enter(SiloPhase.Notice);
        await PauseAsync(TimeSpan.FromSeconds(settings.DrainNotice), cancellationToken);
        LogDraining(UnderWay, settings.Drain);
        Enter(SiloPhase.Draining);
        if (!await EndsWithinAsync(TimeSpan.FromSeconds(settings.Drain), cancellationToken))
        {
            LogCut(UnderWay);
            Enter(SiloPhase.Cut);
            await EndsWithinAsync(s_lastWords, cancellationToken);
        }

        state.MoveTo(SiloPhase.Over);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Connections that came since the phase before are asked as well.
    private void Enter(SiloPhase phase)
    {
        state.MoveTo(phase);
        connections.AskToLeave();
    }

    private async Task<bool> EndsWithinAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (UnderWay > 0 && !cancellationToken.IsCancellationRequested && time.GetElapsedTime(began) < longest)
        {
            await PauseAsync(s_look, cancellationToken);
        }

        return UnderWay == 0;
    }

    // The whole stop may have less time than was planned for the drain; its end is then the drain's.
    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) =>
        await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    [LoggerMessage(1, LogLevel.Information, "The silo is about to stop: not ready from now on, still serving for {Seconds} s")]
    private partial void LogNotice(double seconds);

    [LoggerMessage(2, LogLevel.Information, "The silo takes nothing new; {Count} under way may finish within {Seconds} s")]
    private partial void LogDraining(int count, double seconds);

    [LoggerMessage(3, LogLevel.Warning, "{Count} under way did not finish in time and are cut")]
    private partial void LogCut(int count);
}
