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
}
