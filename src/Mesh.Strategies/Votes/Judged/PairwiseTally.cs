namespace Mesh.Strategies.Votes.Judged;

/// <summary>
/// Best of n by pairwise judgements. A pair is won by whoever wins in both orders; when the orders disagree it is a tie, since the judge
/// then went by the place. Not thread-safe.
/// </summary>
public sealed class PairwiseTally
{
    /// <summary>Most answers: pairs grow with their square.</summary>
    public const int MostAnswers = 16;

    private readonly string[] _authors;
    private readonly string _judge;
    private readonly Dictionary<(int First, int Second), int?> _said = [];

    /// <summary>A tally without judgements.</summary>
    /// <param name="authors">The model of each answer, 1 to <see cref="MostAnswers"/>.</param>
    /// <param name="judge">The judging model: pairs with an answer of its own are not judged.</param>
    public PairwiseTally(IReadOnlyList<string> authors, string judge)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(authors.Count, 1, nameof(authors));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(authors.Count, MostAnswers, nameof(authors));
        (_authors, _judge) = ([.. authors], judge);
    }

    /// <summary>The pairs to judge, each in both orders; of two answers none when the judge wrote one of them.</summary>
    public IEnumerable<(int First, int Second)> Pairs() =>
        from i in Enumerable.Range(0, _authors.Length)
        from j in Enumerable.Range(0, _authors.Length)
        where i != j && IsJudged(i) && IsJudged(j)
        select (i, j);

    /// <summary>Takes a judgement; one of the judge's own answers, or of a pair that was judged already in this order, doesn't count.</summary>
    /// <returns>Whether it counts.</returns>
    /// <exception cref="ArgumentException">The winner is none of the two.</exception>
    public bool Count(PairJudgement judgement)
    {
        if (judgement.Winner is { } winner && winner != judgement.First && winner != judgement.Second)
        {
            throw new ArgumentException($"judgement: the winner {winner} is none of the two that were shown.", nameof(judgement));
        }

        return judgement.First != judgement.Second && IsJudged(judgement.First) && IsJudged(judgement.Second) && _said.TryAdd((judgement.First, judgement.Second), judgement.Winner);
    }

    /// <summary>The best answer: with most points, of equals the first. Answers of the judge itself are handed on only when there are no others.</summary>
    public int Best()
    {
        var points = Points();
        return Enumerable.Range(0, points.Length).OrderByDescending(IsJudged).ThenByDescending(i => points[i]).First();
    }

    /// <summary>Points of each answer: one for a pair that it won, a half for a tie; pairs judged in one order only are ties.</summary>
    public double[] Points()
    {
        var points = new double[_authors.Length];
        foreach (var (i, j) in Pairs().Where(p => p.First < p.Second))
        {
            var won = _said.TryGetValue((i, j), out var one) && _said.TryGetValue((j, i), out var other) && one == other ? one : null;
            points[i] += won is null ? 0.5 : won == i ? 1 : 0;
            points[j] += won is null ? 0.5 : won == j ? 1 : 0;
        }

        return points;
    }

    private bool IsJudged(int answer) => !_authors[answer].Equals(_judge, StringComparison.OrdinalIgnoreCase);
}
