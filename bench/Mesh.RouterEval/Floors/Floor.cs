using Mesh.RouterEval.Sources;
using Mesh.Routing.Learning;

namespace Mesh.RouterEval.Floors;

/// <summary>
/// The trivial and one-evening routers that ours is printed beside. Those over a prompt's shape give one number a question (the
/// higher, the sooner the strong model), the others a quality for each model.
/// </summary>
internal static class Floor
{
    public const string Random = "random";
    public const string Majority = "majority: best on the whole";
    public const string Length = "prompt length";
    public const string Keywords = "keyword count";
    public const string Numbers = "count of numbers";
    public const string GivenKind = "mean of the kind, kind given";
    public const string GuessedKind = "mean of the kind guessed by naive Bayes";
    public const string Words = "hashed bag-of-words LR";
    public const string WordsAndGuess = "LR + guessed kind (prompt only)";
    public const string WordsAndKind = "LR + given kind";
    public const string Oracle = "oracle";
    private static readonly HashSet<string> s_keywords = new(StringComparer.Ordinal)
    {
        "prove", "explain", "calculate", "compute", "derive", "analyze", "why", "how", "code", "function", "algorithm", "equation", "theorem", "probability", "solve", "determine",
    };

    /// <summary>Scores by shape alone.</summary>
    public static Dictionary<string, float[]> Shapes(Source test, Random random)
    {
        var tokens = new PromptTokens();
        return new Dictionary<string, float[]>(StringComparer.Ordinal)
        {
            [Random] = [.. test.Questions.Select(_ => random.NextSingle())],
            [Length] = [.. test.Questions.Select(q => (float)q.Prompt.Length)],
            [Keywords] = [.. test.Questions.Select(q => Count(tokens, q.Prompt, (t, i) => s_keywords.GetAlternateLookup<ReadOnlySpan<char>>().Contains(t[i])))],
            [Numbers] = [.. test.Questions.Select(q => Count(tokens, q.Prompt, (t, i) => t.IsNumber(i)))],
        };
    }

    /// <summary>Qualities from what was learned.</summary>
    public static Dictionary<string, float[][]> Learned(Source train, Source test)
    {
        var words = BagOfWords.Predict(train, test);
        var found = new Dictionary<string, float[][]>(StringComparer.Ordinal) { [Words] = words };
        var overall = new KindMeans(train with { Questions = [.. train.Questions.Select(q => q with { Kind = null })] }).Of(null);
        found[Majority] = [.. test.Questions.Select(_ => overall)];
        if (train.Questions.All(q => q.Kind is not null))
        {
            var (means, bayes) = (new KindMeans(train), new NaiveBayes(train));
            found[GivenKind] = [.. test.Questions.Select(q => means.Of(q.Kind))];
            found[GuessedKind] = [.. test.Questions.Select(q => means.Of(bayes.Guess(q.Prompt)))];
            found[WordsAndGuess] = Sum(words, found[GuessedKind]);
            found[WordsAndKind] = Sum(words, found[GivenKind]);
        }

        found[Oracle] = [.. test.Questions.Select(q => q.Qualities)];
        return found;
    }

    private static float[][] Sum(float[][] a, float[][] b) => [.. a.Zip(b, (x, y) => x.Zip(y, (p, q) => (p + q) / 2).ToArray())];

    private static float Count(PromptTokens tokens, string prompt, Func<PromptTokens, int, bool> counts)
    {
        tokens.Read(prompt);
        return Enumerable.Range(0, tokens.Count).Count(i => counts(tokens, i));
    }
}
