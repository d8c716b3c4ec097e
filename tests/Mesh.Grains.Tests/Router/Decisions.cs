using System.Globalization;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;

namespace Mesh.Grains.Tests.Router;

/// <summary>Decisions for tests of what is kept of them.</summary>
internal static class Decisions
{
    /// <summary>The id of a decision.</summary>
    public static string Id(int number) => number.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>A decision among candidates e0, e1 and so on, all of model m.</summary>
    public static RouteDecision Made(int number, int candidates) => new()
    {
        Id = Id(number),
        Route = "r",
        Revision = 1,
        Prefer = Prefer.Balanced,
        Balance = Balance.LeastLoad,
        Candidates = [.. Enumerable.Range(0, candidates).Select(i => new Candidate { Endpoint = $"e{i}", Model = "m" })],
        Eligible = candidates,
        Deadline = TimeSpan.FromSeconds(1),
    };
}
