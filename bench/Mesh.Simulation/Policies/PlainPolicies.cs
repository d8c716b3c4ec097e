using Mesh.Simulation.Runs;

namespace Mesh.Simulation.Policies;

/// <summary>One engine after another.</summary>
public sealed class RoundRobin : Policy
{
    /// <inheritdoc/>
    public override string Name => "round robin";

    /// <inheritdoc/>
    public override int Choose(Placing placing) => placing.Number % placing.Engines;
}

/// <summary>Any engine.</summary>
public sealed class AtRandom : Policy
{
    /// <inheritdoc/>
    public override string Name => "random";

    /// <inheritdoc/>
    public override int Choose(Placing placing) => placing.Random.Next(placing.Engines);
}

/// <summary>The engine with the fewest requests under way.</summary>
public sealed class LeastRequests : Policy
{
    /// <inheritdoc/>
    public override string Name => "least requests";

    /// <inheritdoc/>
    public override int Choose(Placing placing) => Least(placing, i => placing.Load.Streams[i]);
}

/// <summary>The one of two drawn engines with fewer requests under way.</summary>
public sealed class PowerOfTwo : Policy
{
    /// <inheritdoc/>
    public override string Name => "P2C requests";

    /// <inheritdoc/>
    public override int Choose(Placing placing)
    {
        var (a, b) = (placing.Random.Next(placing.Engines), placing.Random.Next(placing.Engines - 1));
        b += b >= a ? 1 : 0;
        return placing.Load.Streams[a] <= placing.Load.Streams[b] ? a : b;
    }
}

/// <summary>The engine with the fewest prompt tokens to read; blind to caches.</summary>
public sealed class LeastTokens : Policy
{
    /// <inheritdoc/>
    public override string Name => "least prefill tokens";

    /// <inheritdoc/>
    public override int Choose(Placing placing) => Least(placing, i => placing.Load.Unread[i]);
}
