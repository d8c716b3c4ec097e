using System.Collections.Concurrent;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Caching;

/// <summary>
/// The answers under way that requests share. There are never more than requests under way: each has a reader, but for the moment in which
/// it is kept. Thread-safe.
/// </summary>
public sealed class SharedAnswers(TimeProvider time)
{
    // A request that followed two answers of which nothing came is told so: it does not wait for everybody's turn.
    private const int MostFollowed = 2;

    private readonly ConcurrentDictionary<SharedKey, SharedAnswer> _underWay = new();

    /// <summary>Answers under way.</summary>
    public int Count => _underWay.Count;

    /// <summary>Requests that read them.</summary>
    public int Readers => _underWay.Values.Sum(s => s.Readers);

    /// <summary>Whether such an answer is under way.</summary>
    public bool Has(SharedKey key) => _underWay.ContainsKey(key);

    /// <summary>Joins the answer that is under way, or asks for one that others may join.</summary>
    /// <param name="key">What is asked; null when nobody may join.</param>
    /// <param name="decision">The decision of the request, with who answers it where it joins.</param>
    /// <param name="longest">Longest time for a new answer.</param>
    /// <param name="recording">What to do with a new answer.</param>
    /// <param name="cut">The end of the silo's drain.</param>
    /// <param name="cancellationToken">The request's end.</param>
    /// <returns>The answer, and whether it was asked for.</returns>
    /// <exception cref="MeshException">Nobody answered.</exception>
    public async Task<(PlanAnswer Answer, bool Leads)> AskAsync(SharedKey? key, RouteDecision decision, TimeSpan longest, Recording recording, CancellationToken cut, CancellationToken cancellationToken)
    {
        for (var (followed, looked) = (1, recording.Looked || key is null); ;)
        {
            if (Enter(key, decision, longest, recording, mayLead: looked, cut, cancellationToken) is not var (reader, leads))
            {
                if (await recording.Find(cancellationToken) is { } keptMeanwhile)
                {
                    return (keptMeanwhile, false);
                }

                looked = true;
                continue;
            }

            try
            {
                return (await BegunAsync(reader), leads);
            }
            catch (Exception) when (!leads && followed < MostFollowed && !cancellationToken.IsCancellationRequested)
            {
                // The one that was followed failed: this one asks itself, or follows the next that does, which may have been answered and kept by now.
                if (await recording.Find(cancellationToken) is { } kept)
                {
                    return (kept, false);
                }

                (followed, looked) = (followed + 1, true);
            }
        }
    }

    // Null where it would have to ask, and may not.
    private (SharedReader Reader, bool Leads)? Enter(SharedKey? key, RouteDecision decision, TimeSpan longest, Recording recording, bool mayLead, CancellationToken cut, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (key is { } known && _underWay.TryGetValue(known, out var found))
            {
                if (found.TryJoin(decision, leads: false, cancellationToken) is { } follower)
                {
                    return (follower, false);
                }

                // It is too long to be joined, or about to end: those who come from now on share the next one.
                _underWay.TryRemove(KeyValuePair.Create(known, found));
            }

            if (!mayLead)
            {
                return null;
            }

            var own = new SharedAnswer(longest, time, cut);
            var reader = own.TryJoin(decision, leads: true, cancellationToken)!;
            if (key is not { } place || _underWay.TryAdd(place, own))
            {
                _ = RunAsync(key, own, recording);
                return (reader, true);
            }

            own.Dispose();
        }
    }

    private async Task RunAsync(SharedKey? key, SharedAnswer shared, Recording recording)
    {
        // Whoever asks may be gone before it is over.
        await Task.Yield();
        using (shared)
        {
            await shared.RunAsync(recording.Ask, recording.Recorder, recording.Keep);
            if (key is { } place)
            {
                _underWay.TryRemove(KeyValuePair.Create(place, shared));
            }
        }
    }

    private static async Task<PlanAnswer> BegunAsync(SharedReader reader)
    {
        try
        {
            await reader.BeginAsync();
            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }
}
