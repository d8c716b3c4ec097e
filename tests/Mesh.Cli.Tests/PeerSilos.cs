using Mesh.Contracts.Cluster;
using Mesh.Grains.Fabric;
using Mesh.Load;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Cli.Tests;

/// <summary>Silos that are not there, as a mesh would hear of them from its cluster.</summary>
internal static class PeerSilos
{
    /// <summary>
    /// Runs something while a mesh hears of an edge that drains and a worker with an engine of four models, again and again: a silo that is not heard
    /// of for one second is silent, and after three it is out.
    /// </summary>
    public static async Task<CliResult> HearsAsync(this RunningMesh mesh, Func<Task<CliResult>> run)
    {
        Hear(mesh, 1);
        var running = Task.Run(run);
        for (var sequence = 2L; await Task.WhenAny(running, Task.Delay(50)) != running; sequence++)
        {
            Hear(mesh, sequence);
        }

        return await running;
    }

    private static void Hear(RunningMesh mesh, long sequence)
    {
        Hear(mesh, sequence, new SiloReport { Name = "edge-2", Role = SiloRole.Edge, Node = "rack-2", Revision = 12, IsDraining = true, InFlight = 1234, StartedAt = Cli.Now });
        Hear(
            mesh,
            sequence,
            new SiloReport { Name = "worker-1", Role = SiloRole.Worker, Node = "gpu-1", Revision = 12, StartedAt = Cli.Now },
            new EngineReport { Node = "gpu-1", Engine = "vllm-8000", Kind = "vllm", State = EngineState.Ready, Models = [.. "abcd".Select(m => new EngineModel($"{m}"))], Concurrency = 16, Waiting = 2, InFlight = 3 },
            new EngineReport { Node = "gpu-1", Engine = "plain-9000", State = EngineState.Joining, Reason = "asks for a key" });
    }

    private static void Hear(RunningMesh mesh, long sequence, SiloReport self, params EngineReport[] engines) =>
        mesh.Services.GetRequiredService<FabricTable>().Take(new FabricBatch { Silo = $"10.0.0.1:11111@{self.Name}", Sequence = sequence, IsWhole = true, Self = self, Engines = [.. engines] }, generation: 1);
}
