using Mesh.Strategies.Plans;
using Mesh.Strategies.Votes.Forms;

namespace Mesh.Strategies.Nodes.Ensemble;

/// <summary>What became of one answer that was wanted.</summary>
/// <param name="Voter">Whose it is.</param>
/// <param name="Answer">The answer; null where it failed.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
internal sealed record Ballot(Voter Voter, HeldAnswer? Answer, Exception? Failure)
{
    /// <summary>Whether it says anything that can be compared.</summary>
    public bool Says => Answer is { Whole: var whole } && (whole.ToolCalls.Count > 0 || whole.Refusal.Length > 0 || !string.IsNullOrWhiteSpace(whole.Text));

    /// <summary>Whether it says anything in a form: in an exact answer blanks may be all that there is.</summary>
    public bool SaysIn(AnswerForm form) => Says || (form is AnswerForm.Exact && Answer is { Whole.Text.Length: > 0 });

    /// <summary>Whether it calls tools.</summary>
    public bool Calls => Answer is { Whole.ToolCalls.Count: > 0 };
}
