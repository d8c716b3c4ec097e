using System.Buffers;
using Mesh.Contracts.Routing;
using Mesh.Routing.Load;
using Mesh.Routing.Snapshots;

namespace Mesh.Routing.Selection;

/// <summary>Which of a model's engines take a request now, as far as this silo knows them.</summary>
public static class ModelRoom
{
    /// <summary>Whose a request is; the empty name where nobody says.</summary>
    public static string TenantOf(RouteQuery query) => query.Caller?.Tenant ?? "";

    /// <summary>As what a request counts at an engine (<see cref="ModelDemand.StandingOf"/>); as its class where nobody counts.</summary>
    /// <param name="engine">Any engine of the model.</param>
    /// <param name="workClass">Its class.</param>
    /// <param name="tenant">Whose it is.</param>
    public static EngineStanding StandingOf(ServedEndpoint engine, WorkClass workClass, string tenant) => engine.Demand?.StandingOf(workClass, tenant) ?? (EngineStanding)workClass;

    /// <summary>
    /// Whether what an engine has before it decides if it takes a request; false where it has an address of its own, whose inside is not seen,
    /// and for a trial, which what hangs there since before must not keep from going out.
    /// </summary>
    public static bool IsSeen(ServedEndpoint engine) => engine.Engine is not null && !engine.Stats.Circuit.Standing.AwaitsTrial;

    /// <summary>Whether an engine has so much before it that a request waits in front of it instead.</summary>
    /// <param name="view">The revision.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="query">What is asked for, its class with it.</param>
    public static bool IsSaturated(MeshView view, ServedEndpoint engine, RouteQuery query) =>
        IsSeen(engine) && !Of(view, engine, StandingOf(engine, query.Class ?? WorkClass.Standard, TenantOf(query))).Admits(engine.Load());

    /// <summary>The room that there is for a standing.</summary>
    /// <param name="view">The revision.</param>
    /// <param name="engine">Any engine of the model.</param>
    /// <param name="standing">As what the request counts.</param>
    public static EngineRoom Of(MeshView view, ServedEndpoint engine, EngineStanding standing)
    {
        var engines = view.EnginesOf(engine.ModelIndex);
        var readings = ArrayPool<LoadReading>.Shared.Rent(engines.Length);
        try
        {
            var there = 0;
            foreach (var other in engines)
            {
                if (other.Admits)
                {
                    readings[there++] = other.Load();
                }
            }

            return EngineRoom.Of(readings.AsSpan(0, there), standing, engine.Demand?.Before(standing) ?? default, LoadTuning.Default);
        }
        finally
        {
            ArrayPool<LoadReading>.Shared.Return(readings);
        }
    }
}
