using System.Numerics;

namespace Mesh.Routing.Load;

/// <summary>
/// Orders the endpoints of one model for a request by predicted seconds. A request stays where its prompt is cached as long as the
/// queue there is bearable: what is cached twice is cached in vain, which no score of a single request shows. Among those that are
/// as good as equal, what is new in the prompt decides, so that silos that have not talked agree.
/// </summary>
public static class LoadOrder
{
    // Beyond any score.
    private const double Behind = 1e6;

    /// <summary>Scores every endpoint.</summary>
    /// <param name="readings">The endpoints.</param>
    /// <param name="request">The request.</param>
    /// <param name="tuning">The constants.</param>
    /// <param name="draw">Numbers from 0 to 1.</param>
    /// <param name="scores">Takes each endpoint's score.</param>
    /// <param name="keys">Takes what each endpoint is ordered by; the least goes first.</param>
    /// <returns>The endpoint that goes first; -1 when there is none.</returns>
    public static int Rank(ReadOnlySpan<LoadReading> readings, in LoadRequest request, LoadTuning tuning, Func<double> draw, Span<LoadScore> scores, Span<double> keys)
    {
        var (fastest, queue) = (0.0, 0.0);
        foreach (ref readonly var reading in readings)
        {
            fastest = Math.Max(fastest, reading.TokensASecond);
        }

        for (var i = 0; i < readings.Length; i++)
        {
            scores[i] = LoadScore.Of(readings[i], request, fastest, tuning);
            keys[i] = scores[i].Total;
            queue += scores[i].Queue / readings.Length;
        }

        KeepWarm(readings, request, tuning, draw, tuning.StaySeconds + (tuning.StayLoad * queue), scores, keys);
        var first = Alike(readings, request, tuning, draw, keys);
        if (first >= 0)
        {
            var least = keys[0];
            foreach (var key in keys[..readings.Length])
            {
                least = Math.Min(least, key);
            }

            keys[first] = Math.BitDecrement(least);
        }

        return first;
    }

    private static void KeepWarm(ReadOnlySpan<LoadReading> readings, in LoadRequest request, LoadTuning tuning, Func<double> draw, double stay, ReadOnlySpan<LoadScore> scores, Span<double> keys)
    {
        double warm = double.PositiveInfinity, cold = double.PositiveInfinity;
        var needed = tuning.WarmShare * request.PromptTokens;
        for (var i = 0; i < readings.Length; i++)
        {
            if (readings[i].CachedTokens >= needed)
            {
                warm = Math.Min(warm, scores[i].Queue);
            }
            else
            {
                cold = Math.Min(cold, scores[i].Queue);
            }
        }

        if (double.IsInfinity(warm) || double.IsInfinity(cold) || warm - cold > stay || draw() < tuning.Exploration)
        {
            return;
        }

        for (var i = 0; i < readings.Length; i++)
        {
            keys[i] += readings[i].CachedTokens >= needed ? 0 : Behind;
        }
    }

    // The winner of the rendezvous (Thaler and Ravishankar, 1998) among those that are as good as the best.
    private static int Alike(ReadOnlySpan<LoadReading> readings, in LoadRequest request, LoadTuning tuning, Func<double> draw, ReadOnlySpan<double> keys)
    {
        var best = double.PositiveInfinity;
        for (var i = 0; i < readings.Length; i++)
        {
            best = Math.Min(best, keys[i]);
        }

        var alike = best + Math.Max(tuning.AlikeSeconds, tuning.AlikeShare * (best % Behind));
        var key = request.Key != 0 ? request.Key : (ulong)(draw() * ulong.MaxValue);
        var (first, weight) = (-1, 0UL);
        for (var i = 0; i < readings.Length; i++)
        {
            if (keys[i] <= alike && Mix(key ^ readings[i].Place) is var drawn && (first < 0 || drawn > weight))
            {
                (first, weight) = (i, drawn);
            }
        }

        return first;
    }

    // Finalizer of MurmurHash3: every bit of the input moves half of the output's.
    private static ulong Mix(ulong value)
    {
        value = (value ^ BitOperations.RotateRight(value, 33)) * 0xff51afd7ed558ccd;
        value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }
}
