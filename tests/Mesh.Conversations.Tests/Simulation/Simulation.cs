using System.Globalization;

namespace Mesh.Conversations.Tests.Simulation;

/// <summary>Many schedules, one seed each.</summary>
internal static class Simulation
{
    /// <summary>The seed that <c>MESH_SIM_SEED</c> asks for; null when it asks for none.</summary>
    public static ulong? AskedSeed => ulong.TryParse(Environment.GetEnvironmentVariable("MESH_SIM_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : null;

    /// <summary>The schedule of a seed, draw by draw, with its history.</summary>
    public static (IReadOnlyList<string> Trace, IReadOnlyList<string> Wrong) Replay(ulong seed, SimSin sin)
    {
        var world = new SimWorld(seed, sin, traced: true);
        world.Run();
        return (world.Scheduler.Trace!, SimVerdict.Of(world));
    }

    /// <summary>
    /// Of the schedules from a seed on that go wrong, the one with the fewest draws, for a person to read: a cheap way to a small example,
    /// since taking draws out of a schedule would change all that come after.
    /// </summary>
    public static ulong? Smallest(ulong from, int schedules, SimSin sin)
    {
        (ulong Seed, long Draws)? smallest = null;
        for (var seed = from; seed < from + (ulong)schedules; seed++)
        {
            var world = new SimWorld(seed, sin);
            world.Run();
            if (world.Scheduler.Draws < (smallest?.Draws ?? long.MaxValue) && SimVerdict.Of(world).Count > 0)
            {
                smallest = (seed, world.Scheduler.Draws);
            }
        }

        return smallest?.Seed;
    }
}
