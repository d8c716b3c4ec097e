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
    private readonly RecentDecisions _recent;
    private readonly DecisionOutcomes _outcomes;
    private readonly CapabilityMatrix _matrix;
    private readonly CatalogView _views;
    private readonly MeshInstruments _instruments;
    private readonly DecisionNotesClient _remote;
    private readonly IGrainFactory _grains;
    private readonly IClusterMembershipService _membership;
    private readonly SiloAddress _self;
    private readonly TimeProvider _time;

    internal DecisionDesk(RecentDecisions recent, DecisionOutcomes outcomes, CapabilityMatrix matrix, CatalogView views, MeshInstruments instruments, DecisionNotesClient remote, IGrainFactory grains, IClusterMembershipService membership, ILocalSiloDetails silo, TimeProvider time) =>
        (_recent, _outcomes, _matrix, _views, _instruments, _remote, _grains, _membership, _self, _time) = (recent, outcomes, matrix, views, instruments, remote, grains, membership, silo.SiloAddress, time);

    /// <summary>A decision of the caller's tenant.</summary>
    /// <exception cref="MeshException">not_found: no silo keeps it, or it is another tenant's.</exception>
    public async Task<DecisionNote> FindAsync(CallerIdentity caller, string id) => (await LocateAsync(caller, id)).Note;

    /// <summary>Counts how well the answer of a decision was; once each. Gives the task and model that it counts for, null where it does not.</summary>
    /// <param name="caller">Who says it.</param>
    /// <param name="id">The decision.</param>
    /// <param name="reward">How well it went, 0 to 1.</param>
    /// <param name="task">What kind of task it was; null for what was told when it was decided.</param>
    /// <exception cref="MeshException">not_found: no silo keeps it, or it is another tenant's.</exception>
    public async Task<(string Task, string Model)?> JudgeAsync(CallerIdentity caller, string id, double reward, string? task)
    {
        var (note, silo) = await LocateAsync(caller, id);
        if ((task ?? note.Task) is not { } of || note.Model is not { } model)
        {
            return null;
        }

        var feedback = new DecisionFeedback(reward, of, _time.GetUtcNow());
        if (!(silo is null ? await _outcomes.JudgeAsync(id, feedback) : await _remote.At(silo).JudgeAsync(id, feedback).WaitAsync(s_patience)))
        {
            return null;
        }

        // Whether it fits another question than the model was asked says nothing of the model.
        if (note.Decision.Source == AnswerSource.Semantic)
        {
            return null;
        }

        // Here at once; everywhere within some seconds.
        var counted = await _grains.GetGrain<IQualityGrain>(IQualityGrain.Key).RecordAsync(of, model, reward, caller.Tenant, _recent.HasOthersThan(caller.Tenant));
        if (counted is null || !_matrix.Take(counted))
        {
            return null;
        }

        LookBack(note, of, model);
        return (of, model);
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
        var found = await Task.WhenAll(others.Select(async silo => (Note: await AskAsync(silo, id), Silo: silo)));
        return found.FirstOrDefault(f => f.Note is not null && IsOf(caller, f.Note)) is ({ } note, { } at) ? (note, at) : throw Unknown();
    }

    private async Task<DecisionNote?> AskAsync(SiloAddress silo, string id)
    {
        try
        {
            return await _remote.At(silo).FindAsync(id).WaitAsync(s_patience);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or IOException)
        {
            return null;
        }
    }

    private static bool IsOf(CallerIdentity caller, DecisionNote note) => string.Equals(caller.Tenant, note.Tenant, StringComparison.Ordinal);

    private static MeshException Unknown() =>
        new(MeshErrorCode.NotFound, "decision_not_found", $"No such decision is kept: each silo keeps the last {RecentDecisions.Most} that were served and {RecentDecisions.MostUnserved} others.", "decision_id");
}
