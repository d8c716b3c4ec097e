using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Plans;
using Mesh.Grains.Router;
using Mesh.Grains.Telemetry;

namespace Mesh.Grains.Turns;

/// <summary>The beginnings of requests, and the ends of those that nobody answered, in traces, metrics and the record.</summary>
public sealed class DecidedRequests(MeshRouter router, MeshInstruments instruments, TimeProvider time)
{
    /// <summary>A request has failed: it is counted, and its decision kept. Of an error by which several requests end each says its own decision.</summary>
    /// <param name="operation">What was asked.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="query">The request.</param>
    /// <param name="e">By what it ended.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="callerGone">Whether its caller has gone.</param>
    /// <param name="plan">Its plan; null for none.</param>
    /// <returns>What its caller is told.</returns>
    public Exception Ended(string operation, RouteDecision decision, RouteQuery query, Exception e, TimeSpan took, bool callerGone = false, RequestPlan? plan = null)
    {
        var type = ErrorTypes.Of(e, callerGone);
        instruments.Rejected(operation, decision.Route, type, took);
        router.Unserved(decision, query, Outcomes.Of(e, type, took) with { Plan = plan?.Report() });
        if (e is not MeshException error || error.TryAscribe(decision.Id))
        {
            return e;
        }

        var own = new MeshException(error.Error, error);
        own.TryAscribe(decision.Id);
        return own;
    }

    /// <summary>Decides who answers a request.</summary>
    /// <param name="operation">What is asked.</param>
    /// <param name="query">The request.</param>
    /// <param name="began">When it came, as a timestamp.</param>
    /// <exception cref="MeshException">not_found; content_refused.</exception>
    public RouteDecision Decide(string operation, RouteQuery query, long began)
    {
        using var span = MeshTraces.Decision();
        try
        {
            var decision = router.Decide(query);
            MeshTraces.Decided(span, decision);
            return decision;
        }
        catch (MeshException e)
        {
            MeshTraces.Failed(span, e);
            instruments.Rejected(operation, MeshInstruments.Unknown, ErrorTypes.Of(e, callerGone: false), time.GetElapsedTime(began));
            throw;
        }
    }
}
