using Mesh.Routing.Load;
using Mesh.Simulation.Runs;
using Mesh.Simulation.Traces;

namespace Mesh.Simulation.Policies;

/// <summary>The mesh's own rule: the code that the silos run, with what the simulated routers know.</summary>
public sealed class MeshPolicy(LoadTuning tuning, string name = "mesh") : Policy
{
    private int[] _places = [];
    private LoadReading[] _readings = [];
    private LoadScore[] _scores = [];
    private double[] _keys = [];

    /// <summary>With the constants that silos go by.</summary>
    public MeshPolicy()
        : this(LoadTuning.Default)
    {
    }

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override bool DropsStale => true;

    /// <inheritdoc/>
    public override int Choose(Placing placing)
    {
        if (_readings.Length != placing.Engines)
        {
            (_places, _readings, _scores, _keys) = (new int[placing.Engines], new LoadReading[placing.Engines], new LoadScore[placing.Engines], new double[placing.Engines]);
        }

        var count = 0;
        for (var i = 0; i < placing.Engines; i++)
        {
            if (placing.Open[i])
            {
                _places[count] = i;
                _readings[count++] = Reading(placing, i);
            }
        }

        var request = new LoadRequest(placing.Request.Prompt, placing.Router.AnswerTokens, Key(placing));
        var first = LoadOrder.Rank(_readings.AsSpan(0, count), request, tuning, placing.Random.NextDouble, _scores.AsSpan(0, count), _keys.AsSpan(0, count));
        return _places[first];
    }

    /// <summary>What a router knows of an engine's load.</summary>
    public static LoadReading Reading(Placing placing, int engine) => new()
    {
        UnreadTokens = placing.Load.Unread[engine],
        TokensASecond = placing.Router.Rates[engine].TokensASecond,
        Streams = placing.Load.Streams[engine],
        HeldTokens = placing.Load.Held[engine],
        CacheTokens = placing.CacheTokens[engine],
        CachedTokens = placing.Cached[engine],
        Place = Trace.Hash((ulong)engine),
    };

    // The first block that nobody has: what is new.
    private static ulong Key(Placing placing)
    {
        var blocks = placing.Request.Blocks;
        return blocks.Length == 0 ? 0 : blocks[Math.Min(placing.Matched.Max(), blocks.Length - 1)];
    }
}
