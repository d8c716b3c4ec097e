using Mesh.Contracts.Cluster;
using Mesh.Contracts.Endpoints;
using Mesh.Grains.Fabric;

namespace Mesh.Grains.Tests.Fabric;

/// <summary>Rows as silos would tell them.</summary>
internal static class Rows
{
    public static SiloReport Silo(string name = "silo", long revision = 1) => new() { Name = name, Role = SiloRole.Edge, Node = name, Revision = revision };

    public static GateReport Gate(string endpoint, int inFlight = 0, int number = 1) => new(endpoint, inFlight, 0, 0, 0, 0, 0, 0, CircuitState.Closed, CircuitCause.None, number);

    public static EngineReport Engine(string node, EngineState state = EngineState.Ready, string name = "e1") => new()
    {
        Node = node,
        Engine = name,
        State = state,
        Epoch = 1,
        Relay = "https://10.0.0.7:8093",
        Models = [new EngineModel("m")],
    };

    public static FabricBatch Batch(long sequence, string silo = "a", bool whole = false) => new() { Silo = silo, Sequence = sequence, IsWhole = whole };

    public static FabricRows Of(params GateReport[] gates) => new(Silo(), gates, [], []);
}
