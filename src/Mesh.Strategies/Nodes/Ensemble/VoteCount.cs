using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Votes.Forms;
using Mesh.Strategies.Votes.Tally;
using Mesh.Strategies.Votes.Weights;

namespace Mesh.Strategies.Nodes.Ensemble;

/// <summary>Counts the votes of those who come, and says when it is enough.</summary>
internal sealed class VoteCount
{
    private readonly EnsembleEntry _entry;
    private readonly ChatTask _task;
    private readonly PlanScope _scope;
    private readonly AnswerKeys _keys;
    private readonly IReadOnlyList<Voter> _voters;
    private readonly Lazy<Func<string, double>> _qualities;
    private readonly double[] _most;
    private readonly double[] _expected;

    /// <param name="entry">The ensemble.</param>
    /// <param name="task">The request.</param>
    /// <param name="scope">Its place.</param>
    /// <param name="voters">Who is asked.</param>
    public VoteCount(EnsembleEntry entry, ChatTask task, PlanScope scope, IReadOnlyList<Voter> voters)
    {
        (_entry, _task, _scope, _voters, _keys) = (entry, task, scope, voters, new AnswerKeys(entry.Form, task.Request));
        _qualities = new Lazy<Func<string, double>>(() => scope.Run.Calls.Qualities(task));
        double?[] known = [.. voters.Select(Quality)];
        _most = [.. known.Select(k => Weight(k ?? 1))];
        _expected = [.. known.Select(k => Weight(k ?? 0.5))];
    }

    /// <summary>Whether nothing that may still come can matter, or is waited for.</summary>
    public bool IsOver(MemberRound round)
    {
        var came = round.Came;
        var form = _keys.Form(came);
        var said = came.Count(b => b.SaysIn(form));
        return round.Out == 0 || (round.HasWaited && said >= _entry.Quorum) || said + round.Out < _entry.Quorum
            || (_entry is { EarlyStop: true, Combine: Combine.Vote or Combine.Weighted } && said >= _entry.Quorum && IsDecided(came, form));
    }

    /// <summary>The outcome with what has come.</summary>
    /// <exception cref="MeshException">Fewer said something than there must be: the last one's failure, with each one's reason; upstream_failed, reason no_quorum, where nobody failed.</exception>
    public VoteOutcome Of(IReadOnlyList<Ballot> came)
    {
        var outcome = Of(came, _keys.Form(came));
        return outcome.Standing.HasQuorum ? outcome : throw Short(outcome);
    }

    // Prose is compared once all have come: its clusters change with each text.
    private bool IsDecided(IReadOnlyList<Ballot> came, AnswerForm form) => form is not AnswerForm.FreeText && Of(came, form).Standing.IsDecided;

    private VoteOutcome Of(IReadOnlyList<Ballot> came, AnswerForm form)
    {
        var keys = AnswerKeys.Of(came, form);
        double[] records = [.. came.Select(b => b.Answer is { } answer ? _qualities.Value(answer.Attempt.Model) : 0)];
        var members = _voters.Select((v, i) => new VoteMember(v.Place, _most[i])).ToArray();
        foreach (var (at, ballot) in came.Index())
        {
            var number = ballot.Voter.Number;
            members[number] = members[number] with { Weight = ballot.SaysIn(form) ? Weight(records[at]) : _expected[number], Record = records[at] };
        }

        var tally = new VoteTally(members, Math.Min(_entry.Quorum, members.Length));
        foreach (var (at, ballot) in came.Index())
        {
            tally.Count(ballot.Voter.Number, keys[at]);
        }

        return new VoteOutcome(came, keys, form, tally.Standing(), records);
    }

    private MeshException Short(VoteOutcome outcome)
    {
        if (outcome.Failures is { Count: > 0 } failures)
        {
            return NodeFailures.Joined(failures);
        }

        return new MeshException(MeshErrorCode.UpstreamFailed, "no_quorum", $"Of {_voters.Count} answers that an ensemble wanted, {outcome.Said.Count} said something; its quorum is {_entry.Quorum}.");
    }

    private double Weight(double quality) => _entry.Combine is Combine.Weighted ? VoteWeight.Of(Math.Clamp(quality, 0, 1), _entry.Plausible) : 1;

    // Of a model that may answer, of several the best; of a plan within it nobody knows before whose words it hands on.
    private double? Quality(Voter voter)
    {
        try
        {
            return _entry.Combine is Combine.Weighted && voter.Node is SingleNode single && single.Quote(_task, _scope) is { Plan: null, Decision: { Eligible: > 0 } decision }
                ? decision.Candidates.Take(decision.Eligible).Max(c => _qualities.Value(c.Model))
                : null;
        }
        catch (MeshException)
        {
            return null;
        }
    }
}
