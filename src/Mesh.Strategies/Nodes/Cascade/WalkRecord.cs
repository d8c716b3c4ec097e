using Mesh.Contracts.Chat;
using Mesh.Strategies.Answers;
using Mesh.Strategies.Confidence.Sources;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Votes.Forms;

namespace Mesh.Strategies.Nodes.Cascade;

/// <summary>Notes what the tiers of one walk gave, to be recorded once the answer is whole. Texts are compared with the answer and let go of.</summary>
/// <param name="cascade">The cascade's name.</param>
/// <param name="audited">Whether it goes through all tiers.</param>
/// <param name="task">The request.</param>
internal sealed class WalkRecord(string cascade, bool audited, ChatTask task)
{
    private readonly List<(WalkedTier Tier, string? Text)> _tiers = [];

    /// <summary>Whether it goes through all tiers, whatever is accepted.</summary>
    public bool Audited => audited;

    /// <summary>A tier has answered and was judged.</summary>
    public void Judged(int at, PlanAnswer answer, AnswerBuilder whole, AnswerConfidence judged, bool accepted, float[] features) =>
        _tiers.Add((new WalkedTier(at, answer.Decision.Id, answer.Attempt.Model, judged, accepted, features), Said(whole)));

    /// <summary>The answer that was given is whole.</summary>
    /// <param name="at">The tier that gave it.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="whole">Its pieces.</param>
    /// <param name="trace">The cascade's report, with what each tier cost.</param>
    public CascadeWalk Given(int at, PlanAnswer answer, AnswerBuilder whole, NodeTrace trace)
    {
        var given = _tiers.FindIndex(t => t.Tier.At == at);
        if (given < 0)
        {
            given = _tiers.Count;
            _tiers.Add((new WalkedTier(at, answer.Decision.Id, answer.Attempt.Model, null, true, []), null));
        }

        var text = Said(whole);
        return new CascadeWalk(cascade, audited, given, [.. _tiers.Select((t, place) => t.Tier with
        {
            SaysTheSame = place == given ? true : SaysTheSame(t.Text, text),
            CostUsd = trace.CostOf($"tiers[{t.Tier.At}]"),
        })]);
    }

    // Prose that differs in its words may still say the same.
    private bool? SaysTheSame(string? one, string? given)
    {
        if (one is null || given is null)
        {
            return null;
        }

        if (one == given)
        {
            return true;
        }

        if (AnswerForms.Of(one) is var looks && (looks is AnswerForm.FreeText || looks != AnswerForms.Of(given)))
        {
            return null;
        }

        var reader = new AnswerReader(AnswerForms.Guess(TierTasks.Question(task), [one, given]));
        return reader.Key(one) is { } a && reader.Key(given) is { } b ? a == b : null;
    }

    private static string? Said(AnswerBuilder whole) => whole.ToolCalls.Count > 0 || whole.TextLength == 0 ? null : whole.Text;
}
