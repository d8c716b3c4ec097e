namespace Mesh.Strategies.Votes.Tally;

/// <summary>What the members of a vote answered to one question.</summary>
/// <param name="Keys">The different answers' keys.</param>
/// <param name="Answers">For each member the place of its answer among the keys; -1 for none, or not asked.</param>
/// <param name="Lengths">For each member the characters of its whole output.</param>
/// <param name="PromptLength">Characters of the question.</param>
public sealed record GivenAnswers(string[] Keys, int[] Answers, int[] Lengths, int PromptLength)
{
    /// <summary>The same from each member's key.</summary>
    /// <param name="keys">For each member; null for none.</param>
    /// <param name="lengths">For each member.</param>
    /// <param name="promptLength">Characters of the question.</param>
    public static GivenAnswers Of(IReadOnlyList<string?> keys, IReadOnlyList<int> lengths, int promptLength)
    {
        string[] distinct = [.. keys.OfType<string>().Distinct(StringComparer.Ordinal)];
        return new GivenAnswers(distinct, [.. keys.Select(k => k is null ? -1 : Array.IndexOf(distinct, k))], [.. lengths], promptLength);
    }
}
