using Mesh.Simulation.Runs;
using Mesh.Simulation.Traces;

namespace Mesh.Simulation.Policies;

/// <summary>llm-d's blend: polled queue by 2, free cache by 2, cached prefix by 3; the most wins.</summary>
public sealed class LlmdBlend : Policy
{
    /// <inheritdoc/>
    public override string Name => "llm-d 3/2/2";

    /// <inheritdoc/>
    public override int Choose(Placing placing)
    {
        int least = placing.Waiting.Min(), most = placing.Waiting.Max();
        return Least(placing, i => -(
            (2 * (most == least ? 1 : (double)(most - placing.Waiting[i]) / (most - least)))
            + (2 * (1 - placing.CacheUse[i]))
            + (3 * placing.Share(i))));
    }
}

/// <summary>llm-d's later rule: stay with the warm until their backlog is 14 s more than the others', then by load alone; one rate for all.</summary>
public sealed class LlmdSticky : Policy
{
    private const double Warm = 0.8;
    private const double Seconds = 14;
    private const double TokensASecond = 20_480;

    /// <inheritdoc/>
    public override string Name => "llm-d sticky";

    /// <inheritdoc/>
    public override int Choose(Placing placing)
    {
        double warm = double.PositiveInfinity, cold = double.PositiveInfinity;
        for (var i = 0; i < placing.Engines; i++)
        {
            var tokens = placing.Load.Unread[i];
            (warm, cold) = placing.Share(i) >= Warm ? (Math.Min(warm, tokens), cold) : (warm, Math.Min(cold, tokens));
        }

        var stays = !double.IsInfinity(warm) && (double.IsInfinity(cold) || (warm - cold) / TokensASecond <= Seconds);
        return Least(placing, i => placing.Load.Unread[i] + placing.Request.Prompt - placing.Cached[i], i => !stays || placing.Share(i) >= Warm);
    }
}

/// <summary>Dynamo's linear cost in blocks: prompt to be read there, and blocks of answers under way.</summary>
public sealed class Dynamo : Policy
{
    /// <inheritdoc/>
    public override string Name => "Dynamo linear";

    /// <inheritdoc/>
    public override int Choose(Placing placing) => Least(
        placing,
        i => (Math.Max(0, placing.Load.Unread[i] + placing.Request.Prompt - placing.Cached[i]) + placing.Load.Held[i]) / Trace.BlockTokens);
}

/// <summary>SGLang's cache-aware rule: by load when that is uneven (32 and 1.1 times), else the best match over a half, else the emptiest index.</summary>
public sealed class Sglang : Policy
{
    /// <inheritdoc/>
    public override string Name => "SGLang 0.5/32/1.1";

    /// <inheritdoc/>
    public override int Choose(Placing placing)
    {
        double least = placing.Load.Streams.Min(), most = placing.Load.Streams.Max();
        if (most - least > 32 && most > 1.1 * least)
        {
            return Least(placing, i => placing.Load.Streams[i]);
        }

        var best = Least(placing, i => -placing.Share(i));
        return placing.Share(best) > 0.5 ? best : Least(placing, i => placing.Router.Index.CountOf(i));
    }
}

/// <summary>AIBrix's prefix rule: by load when that is uneven by more than 8, else the best match among those whose load is at most a deviation over the mean.</summary>
public sealed class Aibrix : Policy
{
    /// <inheritdoc/>
    public override string Name => "AIBrix 8/1s";

    /// <inheritdoc/>
    public override int Choose(Placing placing)
    {
        var streams = placing.Load.Streams;
        if (streams.Max() - streams.Min() > 8)
        {
            return Least(placing, i => streams[i]);
        }

        var mean = streams.Average();
        var bound = mean + Math.Sqrt(streams.Average(s => (s - mean) * (s - mean)));

        // Between equal matches the lesser load; without any match by load alone.
        var best = Least(placing, i => (-1000 * placing.Matched[i]) + streams[i], i => streams[i] <= bound);
        return best >= 0 && placing.Matched[best] > 0 ? best : Least(placing, i => streams[i]);
    }
}
