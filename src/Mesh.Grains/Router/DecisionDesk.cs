using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Mesh.Grains.Learning;
using Mesh.Grains.Quality;
using Mesh.Grains.Telemetry;
using Mesh.Routing.Quality;

namespace Mesh.Grains.Router;

/// <summary>Finds recent decisions wherever in the cluster they were made, and counts what their callers say of the outcome.</summary>
public sealed class DecisionDesk
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    // The silo that decided waits for three grains, 2 s each, one after the other.
    private static readonly TimeSpan s_countingPatience = TimeSpan.FromSeconds(8);
    private readonly RecentDecisions _recent;
    private readonly DecisionOutcomes _outcomes;
    private readonly CapabilityMatrix _matrix;
    private readonly CatalogView _views;
    private readonly MeshInstruments _instruments;
    private readonly DecisionNotesClient _remote;
    private readonly IClusterMembershipService _membership;
    private readonly SiloAddress _self;
    private readonly TimeProvider _time;

    internal DecisionDesk(RecentDecisions recent, DecisionOutcomes outcomes, CapabilityMatrix matrix, CatalogView views, MeshInstruments instruments, DecisionNotesClient remote, IClusterMembershipService membership, ILocalSiloDetails silo, TimeProvider time) =>
        (_recent, _outcomes, _matrix, _views, _instruments, _remote, _membership, _self, _time) = (recent, outcomes, matrix, views, instruments, remote, membership, silo.SiloAddress, time);

    /// <summary>A decision of the caller's tenant.</summary>
    /// <exception cref="MeshException">not_found: no silo keeps it, or it is another tenant's; unavailable: a silo that may keep it does not answer.</exception>
    public async Task<DecisionNote> FindAsync(CallerIdentity caller, string id) => (await LocateAsync(caller, id)).Note;

    /// <summary>Counts how well the answer of a decision was; once each. Gives the task and model that it counts for, null where it does not.</summary>
    /// <param name="caller">Who says it.</param>
    /// <param name="id">The decision.</param>
    /// <param name="reward">How well it went, 0 to 1.</param>
    /// <param name="task">What kind of task it was; null for what was told when it was decided.</param>
    /// <exception cref="MeshException">not_found: no silo keeps it, or it is another tenant's; unavailable: it could not be counted, and may be said again.</exception>
    public async Task<(string Task, string Model)?> JudgeAsync(CallerIdentity caller, string id, double reward, string? task)
    {
        var (note, silo) = await LocateAsync(caller, id);
        if ((task ?? note.Task) is not { } of || note.Model is not { } model)
        {
            return null;
        }

        // What its voters and options did is known at its end, a moment after a whole answer has left.
        if (note is { Outcome: null, Decision.Source: AnswerSource.Plan })
        {
            throw UnderWay();
        }

        var feedback = new DecisionFeedback(reward, of, _time.GetUtcNow());

        // Here at once; everywhere within some seconds.
        if (await CountAsync(id, feedback, silo) is not { } counted || !_matrix.Take(counted))
        {
            return null;
        }

        LookBack(note, of, model);
        return (of, model);
    }

    private async Task<QualityCell?> CountAsync(string id, DecisionFeedback feedback, SiloAddress? silo)
    {
        try
        {
            return await (silo is null ? _outcomes.JudgeAsync(id, feedback) : _remote.At(silo).JudgeAsync(id, feedback).WaitAsync(s_countingPatience, _time));
        }
        catch (Exception e) when (e is not MeshException)
        {
            throw new MeshException(
                new MeshError { Code = MeshErrorCode.Unavailable, Reason = "feedback_not_counted", Message = "What you say of the answer could not be counted now. Say it again: it counts once.", RetryAfter = s_again },
                e);
        }
    }

    private void LookBack(DecisionNote note, string task, string answered)
    {
        var view = _views.Current;
        if (view.Qualities is { } table && Hindsight.Of(note.Decision, answered, Quality) is { } hindsight)
        {
            _instruments.Routing.Judged(note.Decision.Route, hindsight);
        }

        double? Quality(string model) => view.Document.Models.FirstOrDefault(m => m.Name == model) is { } entry ? view.Qualities!.Estimate(entry, task).Mean : null;
    }

    private async Task<(DecisionNote Note, SiloAddress? Silo)> LocateAsync(CallerIdentity caller, string id)
    {
        if (_recent.Find(id) is { } here)
        {
            return IsOf(caller, here) ? (here, null) : throw Unknown();
        }

        var others = _membership.CurrentSnapshot.Members.Values.Where(m => m.Status == SiloStatus.Active && !m.SiloAddress.Equals(_self)).Select(m => m.SiloAddress).ToArray();
        var found = await Task.WhenAll(others.Select(silo => AskAsync(silo, id)));
        return found.FirstOrDefault(f => f.Note is not null && IsOf(caller, f.Note)) is ({ } note, { } at, _) ? (note, at) : throw (found.All(f => f.Answered) ? Unknown() : Unreached());
    }

    private async Task<(DecisionNote? Note, SiloAddress Silo, bool Answered)> AskAsync(SiloAddress silo, string id)
    {
        try
        {
            return (await _remote.At(silo).FindAsync(id).WaitAsync(s_patience, _time), silo, true);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or IOException)
        {
            return (null, silo, false);
        }
    }

    private static bool IsOf(CallerIdentity caller, DecisionNote note) => string.Equals(caller.Tenant, note.Tenant, StringComparison.Ordinal);

    // Who is told that there is none such does not ask again.
    private static MeshException Unreached() => Later("decision_out_of_reach", "A silo that may keep this decision does not answer now. Ask again.");

    private static MeshException UnderWay() => Later("decision_under_way", "The plan has not ended yet. Say it again in a moment.");

    private static MeshException Later(string reason, string message) =>
        new(new MeshError { Code = MeshErrorCode.Unavailable, Reason = reason, Message = message, Field = "decision_id", RetryAfter = s_again });

    private static MeshException Unknown() =>
        new(MeshErrorCode.NotFound, "decision_not_found", $"No such decision is kept: each silo keeps the last {RecentDecisions.Most} that were served and {RecentDecisions.MostUnserved} others.", "decision_id");
}
