using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;

namespace Mesh.Strategies.Tests.Failover;

/// <summary>Decisions by hand.</summary>
internal static class Decisions
{
    /// <summary>Endpoints of one model, in the order in which they are asked.</summary>
    public static RouteDecision Of(params string[] endpoints) => new()
    {
        Id = "d",
        Route = "r",
        Revision = 1,
        Prefer = Prefer.Balanced,
        Balance = Balance.LeastLoad,
        Candidates = [.. endpoints.Select(e => new Candidate { Endpoint = e, Model = "m" })],
        Eligible = endpoints.Length,
        Deadline = TimeSpan.FromMinutes(1),
    };
}
