using Mesh.Simulation.Policies;
using Mesh.Simulation.Runs;
using Mesh.Simulation.Traces;

namespace Mesh.Simulation.Reports;

/// <summary>Runs the same traces and draws under each of several settings, a run to a processor at a time.</summary>
public static class Scene
{
    /// <summary>The rules that a table compares.</summary>
    public static Policy[] Policies() =>
        [new RoundRobin(), new AtRandom(), new LeastRequests(), new PowerOfTwo(), new LeastTokens(), new LlmdBlend(), new LlmdSticky(), new Dynamo(), new Sglang(), new Aibrix(), new MeshPolicy()];

    /// <summary>A fresh policy of a name.</summary>
    public static Policy Policy(string name) => Policies().First(p => p.Name == name);

    /// <summary>Results by setting, then by seed.</summary>
    /// <param name="settings">Makes each setting's options for a seed; called once for each run, since policies keep buffers.</param>
    /// <param name="trace">Makes the trace for a seed.</param>
    /// <param name="seeds">How many.</param>
    public static SimulationResult[][] Run(IReadOnlyList<Func<int, SimulationOptions>> settings, Func<int, TraceRequest[]> trace, int seeds)
    {
        var results = settings.Select(_ => new SimulationResult[seeds]).ToArray();
        Parallel.For(0, seeds, seed =>
        {
            var requests = trace(seed + 1);
            for (var s = 0; s < settings.Count; s++)
            {
                results[s][seed] = Replay.Run(requests, settings[s](seed + 1));
            }
        });
        return results;
    }
}
