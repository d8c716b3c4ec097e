using Mesh.Simulation.Runs;
using Mesh.Simulation.Traces;

namespace Mesh.Simulation.Reports;

/// <summary>Eight routers, and what they know of each other.</summary>
public static class SharingReport
{
    private const double Frozen = 300;

    private static readonly (string Name, Sharing Sharing)[] s_sharings =
    [
        ("exact", Sharing.Exact),
        ("every 100 ms", new Sharing(0.1)),
        ("every 200 ms", new Sharing(0.2)),
        ("every 500 ms", new Sharing(0.5)),
        ("every 1 s", new Sharing(1)),
        ("every 2 s", new Sharing(2)),
        ("every 5 s", new Sharing(5)),
        ("every 100 ms, frozen after 300 s", new Sharing(0.1, Frozen)),
        ("never", Sharing.Never),
    ];

    /// <summary>Runs it and gives the tables.</summary>
    public static string Write(string folder, int seeds)
    {
        TraceRequest[] Read(int seed) => Trace.Mooncake(Path.Combine(folder, "mooncake_conversation.jsonl"), 2, new Random(seed));

        SimulationOptions Eight(int seed, string rule) => new() { Policy = Scene.Policy(rule), Seed = seed, Routers = 8 };

        (string, Func<int, SimulationOptions>)[] indices =
        [
            ("private indices", s => Eight(s, "mesh")),
            ("private, conversation pinned to a router", s => Eight(s, "mesh") with { Pinned = true }),
            ("private, head tells the endpoint", s => Eight(s, "mesh") with { Heads = true }),
            ("one index for all", s => Eight(s, "mesh") with { SharedIndex = true }),
            ("one router", s => Eight(s, "mesh") with { Routers = 1 }),
        ];
        var text = $"### Eight routers with exact counters: where prefix indices are\n\n{Rows(indices, Read, seeds)}";
        foreach (var rule in (string[])["mesh", "P2C requests", "least requests"])
        {
            var rows = s_sharings.Select(s => (s.Name, (Func<int, SimulationOptions>)(seed => Eight(seed, rule) with { Heads = rule == "mesh", Sharing = s.Sharing }))).ToArray();
            text += $"\n### Eight routers, {rule}: how old the others' counters are\n\n{Rows(rows, Read, seeds)}";
        }

        return text;
    }

    private static string Rows((string Name, Func<int, SimulationOptions> Options)[] rows, Func<int, TraceRequest[]> trace, int seeds) =>
        Table.Write([.. rows.Select(r => r.Name)], Scene.Run([.. rows.Select(r => r.Options)], trace, seeds));
}
