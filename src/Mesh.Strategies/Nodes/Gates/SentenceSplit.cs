using Mesh.Routing.Signals.Rules;

namespace Mesh.Strategies.Nodes.Gates;

/// <summary>Finds the parts of a mixed request without a call: each stretch of it goes to the expert whom it clearly suits best, what suits nobody clearly stays with what stands before it.</summary>
internal static class SentenceSplit
{
    // By how much the best expert must be ahead of the next to have a stretch for itself.
    private const double Lead = 1.25;

    /// <summary>The parts in order, one an expert; fewer than two where the request is not mixed.</summary>
    /// <param name="experts">The experts.</param>
    /// <param name="least">Least score.</param>
    /// <param name="facts">The request.</param>
    public static IReadOnlyList<RequestPart> Of(IReadOnlyList<Expert> experts, double least, RequestFacts facts)
    {
        var text = facts.Message;
        var clauses = ClauseCut.Of(text);
        if (clauses.Count < 2 || facts.TaskIsSaid)
        {
            return [];
        }

        var owners = clauses.Select((c, i) => Owner(experts, least, facts, text[c.Own..c.End], i > 0)).ToArray();
        if (owners.OfType<Expert>().Distinct().Count() < 2)
        {
            return [];
        }

        for (var i = 1; i < owners.Length; i++)
        {
            owners[i] ??= owners[i - 1];
        }

        // What stands before the first stretch that is somebody's belongs to it.
        for (var i = owners.Length - 2; i >= 0; i--)
        {
            owners[i] ??= owners[i + 1];
        }

        return [.. owners.OfType<Expert>().Distinct().Select(e => new RequestPart(e, Words(text, clauses, owners, e)))];
    }

    private static Expert? Owner(IReadOnlyList<Expert> experts, double least, RequestFacts facts, string clause, bool isLater)
    {
        if (isLater && ClauseCut.Leans(clause))
        {
            return null;
        }

        var scored = ScoredExpert.Of(experts, facts.About(clause));
        return scored[0].Score >= least && (scored.Length == 1 || scored[0].Score >= Lead * scored[1].Score) ? scored[0].Expert : null;
    }

    private static string Words(string text, IReadOnlyList<Clause> clauses, Expert?[] owners, Expert of)
    {
        var words = new List<string>();
        for (var i = 0; i < owners.Length; i++)
        {
            if (owners[i] == of)
            {
                // Neighbours stay together as they were written.
                var last = i;
                while (last + 1 < owners.Length && owners[last + 1] == of)
                {
                    last++;
                }

                words.Add(text[clauses[i].Own..clauses[last].End].Trim());
                i = last;
            }
        }

        return string.Join("\n\n", words);
    }
}
