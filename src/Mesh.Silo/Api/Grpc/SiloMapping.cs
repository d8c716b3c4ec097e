using Google.Protobuf.WellKnownTypes;
using Mesh.Contracts.Cluster;
using Mesh.Grains.Fabric;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Silos and engines, as the proto tells them.</summary>
internal static class SiloMapping
{
    private static readonly SiloRole[] s_roles = [SiloRole.Edge, SiloRole.Worker];

    /// <summary>Maps a silo.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="asked">The address of the silo that was asked.</param>
    public static V1.Silo ToProto(PeerSilo silo, string asked) => new()
    {
        Name = silo.Report.Name,
        Address = silo.Address,
        Roles = { s_roles.Where(r => silo.Report.Role.HasFlag(r)).Select(r => Wording.Of(r)) },
        Node = silo.Report.Node,
        Revision = silo.Report.Revision,
        Draining = silo.Report.IsDraining,
        InFlight = silo.Report.InFlight,
        StartTime = Timestamp.FromDateTimeOffset(silo.Report.StartedAt),
        AgeSeconds = silo.Age.TotalSeconds,
        Asked = silo.Address == asked,
        Engines = { silo.Engines.Select(ToProto) },
    };

    private static V1.Engine ToProto(EngineReport report)
    {
        var engine = new V1.Engine
        {
            Name = report.Engine,
            Kind = report.Kind ?? "",
            State = Wording.Of(report.State),
            Reason = report.Reason ?? "",
            Models = { report.Models.Select(m => m.Name) },
            InFlight = report.InFlight,
            Accelerator = report.Accelerator ?? "",
        };
        Set(report.Concurrency, v => engine.Concurrency = v);
        Set(report.Running, v => engine.Running = v);
        Set(report.Waiting, v => engine.Waiting = v);
        Set(report.CacheUse, v => engine.CacheUse = v);
        Set(report.PrefillTokensPerSecond, v => engine.PrefillTokensPerSecond = v);
        return engine;
    }

    private static void Set<T>(T? value, Action<T> set)
        where T : struct
    {
        if (value is { } known)
        {
            set(known);
        }
    }
}
