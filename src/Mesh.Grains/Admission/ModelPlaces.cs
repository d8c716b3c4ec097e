using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;
using Mesh.Routing.Load;
using Mesh.Routing.Selection;
using Mesh.Routing.Snapshots;

namespace Mesh.Grains.Admission;

/// <summary>The places at a model's endpoints on this silo.</summary>
/// <param name="Limits">The catalogue's limits of the model's queue.</param>
/// <param name="Total">Requests that may be under way.</param>
/// <param name="Free">Places that are not taken.</param>
/// <param name="FullFor">Time until the vendor takes the next request; null when that is not what keeps requests waiting.</param>
/// <param name="At">The endpoints that have one; null for any: none may be asked at all, and whoever waits is to learn that.</param>
/// <param name="Others">The model's other endpoints.</param>
internal sealed record ModelPlaces(QueueLimits Limits, int Total, int Free, TimeSpan? FullFor, IReadOnlyList<string>? At, IReadOnlyList<string> Others)
{
    /// <summary>Those in <see cref="At"/> that take a request, by its standing; null where no engine serves the model, so that all of them do.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Taking { get; init; }

    /// <summary>Who took how much of the model's engines lately; null where none serves it.</summary>
    public ModelDemand? Demand { get; init; }

    // What an endpoint without a limit is taken for.
    private const int Unlimited = 64;

    /// <summary>Counts a model's places; none at all when the catalogue has no such model any more.</summary>
    public static ModelPlaces Count(MeshView view, string model)
    {
        var (limits, total, free, asked, full) = (new QueueLimits(), 0, 0, 0, 0);
        TimeSpan? fullFor = null;
        List<string> at = [], others = [];
        List<ServedEndpoint> engines = [];
        foreach (var endpoint in view.Endpoints.Values)
        {
            if (!string.Equals(endpoint.Model.Name, model, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var stats = endpoint.Stats;
            var limit = stats.ConcurrencyLimit ?? Math.Max(Unlimited, stats.InFlight + 1);
            limits = endpoint.Model.Queue;
            total += limit;
            if (!stats.Circuit.Admits)
            {
                others.Add(endpoint.Name);
                continue;
            }

            asked++;
            if (stats.Limiter.IsFull)
            {
                full++;
                var until = stats.Limiter.FullFor;
                fullFor = fullFor < until ? fullFor : until;
            }
            else if (limit - stats.InFlight is var left and > 0)
            {
                free += left;
                at.Add(endpoint.Name);
                if (endpoint.Engine is not null)
                {
                    engines.Add(endpoint);
                }

                continue;
            }

            others.Add(endpoint.Name);
        }

        return asked == 0
            ? new ModelPlaces(limits, total, int.MaxValue, null, null, others)
            : new ModelPlaces(limits, total, free, full == asked ? fullFor : null, at, others)
            {
                Taking = engines.Count == 0 ? null : [.. Enum.GetValues<EngineStanding>().Select(standing => Take(view, at, engines, standing))],
                Demand = engines.Count == 0 ? null : engines[0].Demand,
            };
    }

    /// <summary>Whether a waiter could take one of the free places, or none of the endpoints is left for which it waits: a new catalogue is to be decided by.</summary>
    /// <param name="waiter">Who waits.</param>
    /// <param name="standing">As what it counts at the model's engines.</param>
    public bool Suit(Waiter waiter, EngineStanding standing) =>
        At is null || (Taking is null ? At : Taking[(int)standing]).Any(waiter.Wants) || !(At.Any(waiter.Wants) || Others.Any(waiter.Wants));

    private static string[] Take(MeshView view, List<string> at, List<ServedEndpoint> engines, EngineStanding standing)
    {
        var room = ModelRoom.Of(view, engines[0], standing);
        return [.. at.Except(engines.Where(e => ModelRoom.IsSeen(e) && !room.Admits(e.Load())).Select(e => e.Name))];
    }
}
