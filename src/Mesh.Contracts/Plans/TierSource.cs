namespace Mesh.Contracts.Plans;

/// <summary>What the confidence in a tier's answer is made of.</summary>
public enum TierSource
{
    /// <summary><c>checks</c>: rules over its text, its end and its form; no call.</summary>
    Checks,

    /// <summary><c>agreement</c>: what the tier itself reports, such as the agreement of an ensemble, or how many further samples say the same.</summary>
    Agreement,

    /// <summary><c>logprobs</c>: the probabilities of its tokens, where the tier's models tell them.</summary>
    Logprobs,

    /// <summary><c>verify</c>: another call that checks the answer.</summary>
    Verify,

    /// <summary><c>scorer</c>: what was learned from judged answers of the tier; no call.</summary>
    Scorer,
}
