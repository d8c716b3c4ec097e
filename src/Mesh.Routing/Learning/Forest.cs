namespace Mesh.Routing.Learning;

/// <summary>
/// The trees of all heads as inference walks them. A question (is this feature below that value) that many trees ask is answered once, and what
/// is the same for all heads once for all of them; trees are filled up to one depth, so that the way from root to leaf is three reads without
/// a branch to guess. The sums are those of <see cref="RegressionTrees"/>, in the same order.
/// </summary>
internal sealed class Forest
{
    // Deeper trees would be filled up to too many leaves: they are walked as they stand.
    private const int MostDepth = 4;

    private readonly RegressionTrees[] _trees;
    private readonly int _own;
    private readonly int _depth;
    private readonly Question[] _common;
    private readonly Head[] _heads;

    /// <summary>Lays trees out.</summary>
    /// <param name="trees">Those of each head.</param>
    /// <param name="own">The first of the features that each head has values of its own for.</param>
    public Forest(RegressionTrees[] trees, int own)
    {
        (_trees, _own) = (trees, own);
        _depth = trees.SelectMany(t => t.Roots.Select(r => DepthOf(t, r))).DefaultIfEmpty(0).Max();
        if (_depth > MostDepth)
        {
            (_common, _heads) = ([], []);
            return;
        }

        var common = new Dictionary<Question, int>();
        foreach (var head in trees)
        {
            Collect(head, common, q => q.Feature < own);
        }

        _heads = [.. trees.Select(t => Lay(t, common))];
        _common = Ordered(common);
        Answers = _common.Length + _heads.Select(h => h.Own.Length).DefaultIfEmpty(0).Max();
    }

    /// <summary>Answers that there are room for; those of one head at a time among them.</summary>
    public int Answers { get; }

    /// <summary>Answers what is the same for all heads.</summary>
    /// <param name="row">The row; its own features are not read.</param>
    /// <param name="answers">As many as <see cref="Answers"/>.</param>
    public void Ask(ReadOnlySpan<float> row, Span<byte> answers) => Ask(_common, row, answers);

    /// <summary>The value of a head.</summary>
    /// <param name="head">Which.</param>
    /// <param name="row">The row with this head's own features.</param>
    /// <param name="answers">What <see cref="Ask(ReadOnlySpan{float}, Span{byte})"/> has filled.</param>
    public float Predict(int head, ReadOnlySpan<float> row, Span<byte> answers)
    {
        if (_depth > MostDepth)
        {
            return _trees[head].Predict(row);
        }

        var laid = _heads[head];
        Ask(laid.Own, row, answers[_common.Length..]);
        var start = _trees[head].Base;
        return _depth == 3 ? SumOfEight(laid, answers, start) : Sum(laid, answers, start);
    }

    private static void Ask(Question[] questions, ReadOnlySpan<float> row, Span<byte> answers)
    {
        answers = answers[..questions.Length];
        for (var q = 0; q < questions.Length; q++)
        {
            answers[q] = (byte)(1 - Dense.One(row[questions[q].Feature] < questions[q].Threshold));
        }
    }

    private float Sum(Head head, ReadOnlySpan<byte> answers, float sum)
    {
        for (var tree = 0; tree < head.Leaves.Length; tree += 1 << _depth)
        {
            var node = 1;
            for (var level = 0; level < _depth; level++)
            {
                node = (2 * node) + answers[head.Questions[tree + node]];
            }

            sum += head.Leaves[tree + node - (1 << _depth)];
        }

        return sum;
    }

    // The usual depth, in fewer steps.
    private static float SumOfEight(Head head, ReadOnlySpan<byte> answers, float sum)
    {
        ReadOnlySpan<int> questions = head.Questions;
        ReadOnlySpan<float> leaves = head.Leaves;
        for (var tree = 0; tree < leaves.Length; tree += 8)
        {
            var first = answers[questions[tree + 1]];
            var second = (2 * first) + answers[questions[tree + 2 + first]];
            sum += leaves[tree + (2 * second) + answers[questions[tree + 4 + second]]];
        }

        return sum;
    }

    private Head Lay(RegressionTrees trees, Dictionary<Question, int> common)
    {
        var own = new Dictionary<Question, int>();
        Collect(trees, own, q => q.Feature >= _own);
        var head = new Head(new int[trees.Roots.Length << _depth], new float[trees.Roots.Length << _depth], Ordered(own));
        for (var t = 0; t < trees.Roots.Length; t++)
        {
            Lay(trees.Roots[t], t << _depth, 1);
        }

        return head;

        // Places count from 1 at the root; below a leaf both ways lead to its value, whatever is asked.
        void Lay(int node, int tree, int place)
        {
            if (place >> _depth > 0)
            {
                head.Leaves[tree + place - (1 << _depth)] = trees.Values[node];
                return;
            }

            var isLeaf = trees.Features[node] < 0;
            var question = new Question(trees.Features[node], trees.Values[node]);
            head.Questions[tree + place] = isLeaf ? 0 : question.Feature < _own ? common[question] : common.Count + own[question];
            Lay(isLeaf ? node : trees.Children[node], tree, 2 * place);
            Lay(isLeaf ? node : trees.Children[node] + 1, tree, (2 * place) + 1);
        }
    }

    private static void Collect(RegressionTrees trees, Dictionary<Question, int> questions, Func<Question, bool> wanted)
    {
        for (var node = 0; node < trees.Features.Length; node++)
        {
            var question = new Question(trees.Features[node], trees.Values[node]);
            if (question.Feature >= 0 && wanted(question))
            {
                questions.TryAdd(question, questions.Count);
            }
        }
    }

    private static Question[] Ordered(Dictionary<Question, int> questions) => [.. questions.OrderBy(q => q.Value).Select(q => q.Key)];

    private static int DepthOf(RegressionTrees trees, int node, int depth = 0) =>
        depth > MostDepth || trees.Features[node] < 0 ? depth
        : Math.Max(DepthOf(trees, trees.Children[node], depth + 1), DepthOf(trees, trees.Children[node] + 1, depth + 1));

    private readonly record struct Question(int Feature, float Threshold);

    private sealed record Head(int[] Questions, float[] Leaves, Question[] Own);
}
