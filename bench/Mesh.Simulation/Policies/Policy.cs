using Mesh.Simulation.Runs;

namespace Mesh.Simulation.Policies;

/// <summary>A rule by which requests are placed. It keeps nothing between requests: all that is known is in <see cref="Placing"/>.</summary>
public abstract class Policy
{
    /// <summary>How it is called in tables.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it leaves out what the others told when that is old.</summary>
    public virtual bool DropsStale => false;

    /// <summary>The engine for a request.</summary>
    public abstract int Choose(Placing placing);

    /// <summary>The engine with the least of something; a draw decides between equals.</summary>
    protected static int Least(Placing placing, Func<int, double> of, Func<int, bool>? among = null)
    {
        var (best, least, equals) = (-1, double.PositiveInfinity, 0);
        for (var i = 0; i < placing.Engines; i++)
        {
            if (among?.Invoke(i) == false)
            {
                continue;
            }

            var value = of(i);
            if (best < 0 || value < least)
            {
                (best, least, equals) = (i, value, 1);
            }
            else if (value == least && placing.Random.Next(++equals) == 0)
            {
                best = i;
            }
        }

        return best;
    }
}
