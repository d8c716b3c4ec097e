using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Hedging;

/// <summary>
/// Asks a second endpoint of the same model when the first is later with its first content than it is nineteen times in twenty. Whoever
/// is first answers; the other one is cancelled, and what it took is accounted. For routes that ask for it, before the first content only.
/// </summary>
/// <param name="late">When an endpoint is late with a stream, or with an answer in one piece; null while too little is known of it.</param>
/// <param name="budget">What the silo may spend on it.</param>
/// <param name="told">Hears what became of each that was late.</param>
/// <param name="time">The clock.</param>
public sealed class Hedge(Func<string, bool, TimeSpan?> late, HedgeBudget budget, Action<HedgeEnd> told, TimeProvider time)
{
    /// <summary>Asks an endpoint, and a second one beside it if need be.</summary>
    /// <exception cref="EndpointException">The endpoint failed, and so did the second one where there was one.</exception>
    internal async Task<OpenAttempt> AskAsync(string endpoint, bool isStream, FailoverRun run, Func<string, CancellationToken, Task<OpenAttempt>> ask, CancellationToken cancellationToken)
    {
        budget.Count();
        if (late(endpoint, isStream) is not { } patience)
        {
            return await ask(endpoint, cancellationToken);
        }

        var first = new Runner(endpoint, ask, cancellationToken);
        if (!await IsLateAsync(first.Answer, patience, cancellationToken) || Second(run) is not { } second)
        {
            return await first.Answer;
        }

        return await RaceAsync(first, new Runner(second, ask, cancellationToken), run);
    }

    private async Task<bool> IsLateAsync(Task answer, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var answered = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waited = Task.Delay(patience, time, answered.Token);
        var isLate = await Task.WhenAny(answer, waited) == waited && waited.IsCompletedSuccessfully;
        await answered.CancelAsync();
        return isLate;
    }

    // Who else would answer as the first one; without a budget nobody.
    private string? Second(FailoverRun run)
    {
        if (!run.HasPeer)
        {
            return null;
        }

        if (budget.TrySpend())
        {
            return run.TakePeer();
        }

        told(HedgeEnd.RefusedBudget);
        return null;
    }

    private async Task<OpenAttempt> RaceAsync(Runner first, Runner second, FailoverRun run)
    {
        var winner = await Task.WhenAny(first.Answer, second.Answer) == first.Answer ? first : second;
        var other = winner == first ? second : first;
        if (!winner.Answer.IsCompletedSuccessfully)
        {
            // The other one may still answer.
            await ((Task)other.Answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            (winner, other) = other.Answer.IsCompletedSuccessfully ? (other, winner) : (first, second);
        }

        if (other.Answer is { IsFaulted: true } && other.Answer.Exception.InnerException is EndpointException failure)
        {
            run.TakePeer(other.Endpoint, failure);
        }

        if (!winner.Answer.IsCanceled)
        {
            told(!winner.Answer.IsCompletedSuccessfully ? HedgeEnd.Failed : winner == first ? HedgeEnd.Lost : HedgeEnd.Won);
        }

        await other.StopAsync();
        return await winner.Answer;
    }

    // The token of the one that answers lives as long as its answer, under the request's own.
    private sealed class Runner
    {
        private readonly CancellationTokenSource _stop;

        public Runner(string endpoint, Func<string, CancellationToken, Task<OpenAttempt>> ask, CancellationToken cancellationToken)
        {
            _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            (Endpoint, Answer) = (endpoint, ask(endpoint, _stop.Token));
        }

        public string Endpoint { get; }

        public Task<OpenAttempt> Answer { get; }

        // Whoever is cancelled closes its attempt, and is accounted by that; its end is not waited for.
        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            _ = CloseAsync();
        }

        private async Task CloseAsync()
        {
            await ((Task)Answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Answer.IsCompletedSuccessfully)
            {
                await Answer.Result.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            _stop.Dispose();
        }
    }
}
