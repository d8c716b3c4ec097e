using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Router;
using Mesh.Grains.Telemetry;
using Mesh.Routing.Selection;

namespace Mesh.Grains.Admission;

/// <summary>
/// Lets requests through to the gates, or has them wait for a place: a queue for each model of this silo. A request waits in the
/// queues of all its full candidates' models and goes by a fresh decision when one of them calls it. While nobody waits and a
/// candidate has a place, that costs a read of a field or two.
/// </summary>
public sealed class AdmissionControl : IDisposable
{
    private readonly MeshRouter _router;
    private readonly CatalogView _views;
    private readonly SiloPressure _pressure;
    private readonly MeshInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly QueueRoom _room;
    private long _arrivals;

    /// <summary>Makes the silo's one.</summary>
    public AdmissionControl(MeshRouter router, CatalogView views, EndpointGates gates, SiloPressure pressure, MeshInstruments instruments, TimeProvider time)
    {
        (_router, _views, _pressure, _instruments, _time) = (router, views, pressure, instruments, time);
        _room = new QueueRoom(model => ModelPlaces.Count(views.Current, model), instruments.Refused, time);
        gates.PlaceFreed = endpoint =>
        {
            if (_room.Present > 0 && views.Current.Endpoints.TryGetValue(endpoint, out var served))
            {
                _room.Freed(served.Model.Name);
            }
        };
    }

    /// <summary>How many wait, by model and class.</summary>
    internal IReadOnlyList<(string Model, WorkClass Class, int Count)> Queued => _room.Counts();

    /// <summary>How many wait, or have been called and have not been at the gate.</summary>
    internal int Present => _room.Present;

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    /// <summary>Whether an error says no more than that every place was taken in the moment between decision and gate.</summary>
    internal static bool WasFull(MeshError error) => WasRefused(error) && error.Attempts.Any(a => a.EndsWith(GateRefusals.Full, StringComparison.Ordinal));

    /// <summary>Whether an error says no more than that the first candidates' gates refused, where there are others: a fresh decision begins with those.</summary>
    internal static bool WasCutShort(MeshError error, RouteDecision decision) => WasRefused(error) && error.Attempts.Count is > 0 and var asked && asked < decision.Eligible;

    /// <summary>Lets a request through at once, or when its turn has come.</summary>
    /// <param name="decision">What was decided for it.</param>
    /// <param name="query">What it asks for.</param>
    /// <param name="expires">Its deadline, as a timestamp.</param>
    /// <param name="token">Ends with the deadline and when the caller goes away; the request then leaves the queue at once.</param>
    /// <exception cref="MeshException">no_capacity, reason overloaded: it cannot wait here. permission_denied: a class above the route's.</exception>
    internal ValueTask<AdmissionPass> AdmitAsync(RouteDecision decision, RouteQuery query, long expires, CancellationToken token)
    {
        var workClass = ClassRule.Of(query, decision);
        if (_pressure.Refuses(workClass))
        {
            _instruments.Refused(ModelOf(decision), workClass, Refusal.Pressure);
            throw new MeshException(Refusals.ByPressure(workClass));
        }

        if (_room.Present == 0 && decision.Eligible > 0)
        {
            return ValueTask.FromResult(new AdmissionPass(decision, null));
        }

        var behind = BehindThoseWhoWait(decision, workClass, ModelRoom.TenantOf(query));
        if (behind.Eligible > 0 || !IsFull(behind))
        {
            return ValueTask.FromResult(new AdmissionPass(behind, null));
        }

        var waiter = Arrival(query, workClass, expires);
        waiter.Endpoints = PossibleEndpoints(behind);
        return _room.Enter(waiter, FullModels(behind)) is { } refused ? throw new MeshException(refused) : WaitAsync(waiter, token);
    }

    /// <summary>The gate had no place after all: the request waits where it stood, or where it would have stood; not at all where another place is free by now.</summary>
    /// <param name="pass">The pass with which it went.</param>
    /// <param name="refusal">What it was told: those who refused come last in the decision that follows.</param>
    /// <param name="query">What it asks for.</param>
    /// <param name="expires">Its deadline, as a timestamp.</param>
    /// <param name="token">Ends with the deadline and when the caller goes away.</param>
    /// <exception cref="MeshException">no_capacity, reason overloaded: it has waited for too long.</exception>
    internal ValueTask<AdmissionPass> ReturnAsync(AdmissionPass pass, MeshError refusal, RouteQuery query, long expires, CancellationToken token)
    {
        var waiter = pass.Waiter ?? Arrival(query, ClassRule.Of(query, pass.Decision), expires);
        foreach (var attempt in refusal.Attempts)
        {
            waiter.RefusedBy(attempt.Split(": ", 2)[0]);
        }

        var asked = pass.Decision.Candidates.Take(pass.Decision.Eligible).ToArray();
        waiter.Endpoints = PossibleEndpoints(pass.Decision);
        _room.Return(waiter, asked.Select(c => c.Model).Distinct());
        return WaitAsync(waiter, token);
    }

    /// <summary>A gate has let a request through: it counts as its tenant's part of the model's engines. Once a request, however often workers refuse it and it comes back.</summary>
    /// <returns>Whether it counts now: not where vendors serve the model.</returns>
    internal bool Count(RouteDecision decision, RouteQuery query)
    {
        if (decision.Candidates is not [var first, ..] || !_views.Current.Endpoints.TryGetValue(first.Endpoint, out var served) || served.Demand is not { } demand)
        {
            return false;
        }

        demand.Count(ClassRule.Of(query, decision), ModelRoom.TenantOf(query), WorkCost.Of(query, first.Parts.CachedShare * query.InputTokensExpected));
        return true;
    }

    /// <summary>The gate has been asked: whoever comes next may go.</summary>
    internal void Passed(AdmissionPass pass)
    {
        if (pass.Waiter is { } waiter)
        {
            _room.Settle(waiter);
        }
    }

    /// <summary>The refusal of a request of which the silo has too many under way.</summary>
    internal MeshException SiloFull(WorkClass workClass)
    {
        _instruments.Refused(MeshInstruments.None, workClass, Refusal.SiloFull);
        return new MeshException(Refusals.BySilo(_pressure.MostUnderWay));
    }

    private static bool WasRefused(MeshError error) =>
        error.Code == MeshErrorCode.NoCapacity && error.Attempts.All(a => GateRefusals.All.Any(r => a.EndsWith(r, StringComparison.Ordinal)));

    private static bool IsFull(RouteDecision decision) => decision.Candidates.Any(c => c.Excluded == Exclusion.Full);

    private static IEnumerable<string> FullModels(RouteDecision decision) =>
        decision.Candidates.Where(c => c.Excluded == Exclusion.Full).Select(c => c.Model).Distinct();

    // Those that were full, and those that may come back before one of them has a place.
    private static string[] PossibleEndpoints(RouteDecision decision) =>
    [
        .. decision.Candidates
            .Where(c => c.Excluded is Exclusion.None or Exclusion.Full or Exclusion.Unhealthy or Exclusion.CoolingDown or Exclusion.Slow or Exclusion.TakenOut)
            .Select(c => c.Endpoint),
    ];

    private static string ModelOf(RouteDecision decision) => decision.Candidates.Count > 0 ? decision.Candidates[0].Model : MeshInstruments.None;

    private Waiter Arrival(RouteQuery query, WorkClass workClass, long expires) =>
        new(query, workClass, expires, Interlocked.Increment(ref _arrivals), _time.GetTimestamp());

    // A model for which somebody waits has no place for a newcomer, whatever its endpoints say: it is on its way to whoever waits.
    private RouteDecision BehindThoseWhoWait(RouteDecision decision, WorkClass workClass, string tenant)
    {
        var open = new List<Candidate>(decision.Candidates.Count);
        var closed = new List<Candidate>();
        for (var i = 0; i < decision.Candidates.Count; i++)
        {
            var candidate = decision.Candidates[i];
            if (i >= decision.Eligible)
            {
                closed.Add(candidate);
            }
            else if (_room.HasBefore(candidate.Model, candidate.Endpoint, workClass, tenant))
            {
                closed.Add(candidate with { Excluded = Exclusion.Full });
            }
            else
            {
                open.Add(candidate);
            }
        }

        return open.Count == decision.Eligible ? decision : decision with { Eligible = open.Count, Candidates = [.. open, .. closed] };
    }

    private static RouteDecision BehindOthers(RouteDecision decision, IReadOnlyList<string> refusers) => refusers.Count == 0 ? decision : decision with
    {
        Candidates =
        [
            .. decision.Candidates.Take(decision.Eligible).OrderBy(c => refusers.Contains(c.Endpoint)),
            .. decision.Candidates.Skip(decision.Eligible),
        ],
    };

    private async ValueTask<AdmissionPass> WaitAsync(Waiter waiter, CancellationToken token)
    {
        while (true)
        {
            await CallAsync(waiter, token);
            RouteDecision decision;
            try
            {
                decision = BehindOthers(_router.Decide(waiter.Query), waiter.Refusers);
            }
            catch
            {
                // What it asks for has left the catalogue.
                _room.Settle(waiter);
                throw;
            }

            if (decision.Eligible > 0 || !IsFull(decision))
            {
                _instruments.Waited(waiter.Class, _time.GetElapsedTime(waiter.Entered));
                return new AdmissionPass(decision, waiter);
            }

            waiter.Endpoints = PossibleEndpoints(decision);
            _room.Return(waiter, FullModels(decision));
        }
    }

    private async ValueTask CallAsync(Waiter waiter, CancellationToken token)
    {
        using var leaving = token.UnsafeRegister(static (state, ended) => ((Action<CancellationToken>)state!)(ended), (Action<CancellationToken>)(ended => _room.Leave(waiter, ended)));
        if (await waiter.Call is { } refused)
        {
            throw new MeshException(refused);
        }
    }
}
