using System.Buffers;
using Mesh.Contracts.Routing;
using Mesh.Routing.Load;
using Mesh.Routing.Snapshots;

namespace Mesh.Routing.Selection;

/// <summary>Predicts the seconds of the engines among a decision's candidates from their load, and orders those of one model among themselves.</summary>
/// <param name="view">The revision.</param>
/// <param name="query">What is asked for.</param>
/// <param name="draw">Numbers from 0 to 1.</param>
internal sealed class EngineRanking(MeshView view, RouteQuery query, Func<double> draw)
{
    private const double AssumedTokenSeconds = 0.02;

    /// <summary>Sets seconds, parts and, where engines are to be ordered by load, keys.</summary>
    /// <param name="group">Candidates; sorted by model, if any is an engine.</param>
    /// <param name="byLoad">Whether the route's balance goes by load.</param>
    public void Weigh(Span<Judged> group, bool byLoad)
    {
        if (!AnyEngine(group))
        {
            return;
        }

        group.Sort(static (a, b) => a.Model.CompareTo(b.Model));
        for (int from = 0, to; from < group.Length; from = to)
        {
            for (to = from + 1; to < group.Length && group[to].Model == group[from].Model; to++)
            {
            }

            WeighModel(group[from..to], byLoad);
        }
    }

    private bool AnyEngine(ReadOnlySpan<Judged> group)
    {
        foreach (ref readonly var judged in group)
        {
            if (view.At(judged.Endpoint).Engine is not null)
            {
                return true;
            }
        }

        return false;
    }

    // A model that vendors serve as well is ordered as before: their insides are not seen, and seconds do not compare with shares.
    private void WeighModel(Span<Judged> run, bool byLoad)
    {
        foreach (ref readonly var judged in run)
        {
            if (view.At(judged.Endpoint).Engine is null)
            {
                return;
            }
        }

        var prefixes = view.At(run[0].Endpoint).Prefixes;
        var places = prefixes?.Endpoints ?? 0;
        var matched = ArrayPool<int>.Shared.Rent(Math.Max(1, places));
        var readings = ArrayPool<LoadReading>.Shared.Rent(run.Length);
        var scores = ArrayPool<LoadScore>.Shared.Rent(run.Length);
        var keys = ArrayPool<double>.Shared.Rent(run.Length);
        try
        {
            matched.AsSpan().Clear();
            prefixes?.Match(query.Prefix.AsSpan(), matched);
            var request = Read(run, matched, readings);
            LoadOrder.Rank(readings.AsSpan(0, run.Length), request, LoadTuning.Default, draw, scores, keys);
            for (var i = 0; i < run.Length; i++)
            {
                Take(ref run[i], scores[i], readings[i], request);
                run[i].Key = byLoad ? keys[i] : run[i].Key;
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(matched);
            ArrayPool<LoadReading>.Shared.Return(readings);
            ArrayPool<LoadScore>.Shared.Return(scores);
            ArrayPool<double>.Shared.Return(keys);
        }
    }

    private LoadRequest Read(ReadOnlySpan<Judged> run, ReadOnlySpan<int> matched, Span<LoadReading> readings)
    {
        var blocks = query.Prefix.AsSpan();
        var most = 0;
        for (var i = 0; i < run.Length; i++)
        {
            var endpoint = view.At(run[i].Endpoint);
            var known = matched[endpoint.PrefixPlace];
            readings[i] = Reading(endpoint, run[i].AwaitsTrial);
            readings[i].CachedTokens = Cached(endpoint, blocks.Length > 0 ? (double)known / blocks.Length : 0);
            most = Math.Max(most, known);
        }

        // What nobody has yet is what is new: all silos place it alike.
        var key = blocks.Length == 0 ? 0 : blocks[Math.Min(most, blocks.Length - 1)];
        return new LoadRequest(query.InputTokensExpected, AnswerLength.Of(query, view.At(run[0].Endpoint).Model), key);
    }

    // What hangs there since before says nothing of its load, and would keep its trial from ever going out.
    private static LoadReading Reading(ServedEndpoint endpoint, bool awaitsTrial) =>
        awaitsTrial ? endpoint.Load() with { UnreadTokens = 0, Streams = 0, HeldTokens = 0 } : endpoint.Load();

    private double Cached(ServedEndpoint endpoint, double share)
    {
        var head = query.Affinity is { } affinity && string.Equals(affinity.Endpoint, endpoint.Name, StringComparison.OrdinalIgnoreCase) ? affinity.CachedTokens : 0;
        return Math.Min(query.InputTokensExpected, Math.Max(head, share * query.InputTokensExpected));
    }

    private void Take(ref Judged judged, in LoadScore score, in LoadReading reading, in LoadRequest request)
    {
        var tokenSeconds = view.At(judged.Endpoint).Stats.TokenSeconds is > 0 and var measured ? measured : AssumedTokenSeconds;
        judged.Seconds = score.Total + (request.AnswerTokens * tokenSeconds);
        judged.Parts = new LoadParts(
            (float)score.Queue,
            (float)score.Prefill,
            (float)score.Decode,
            (float)score.Cache,
            (float)score.Network,
            (float)score.Cold,
            (float)score.Wait,
            (float)(reading.CachedTokens / Math.Max(1, request.PromptTokens)));

        // The score counts the cached tokens; beyond them a conversation stays between equals.
        judged.Warmth = Math.Min(judged.Warmth, Warmth.LeastSeconds);
    }
}
