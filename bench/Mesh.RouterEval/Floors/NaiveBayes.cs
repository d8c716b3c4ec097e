using Mesh.RouterEval.Sources;
using Mesh.Routing.Learning;

namespace Mesh.RouterEval.Floors;

/// <summary>Guesses a question's kind by multinomial naive Bayes over its words.</summary>
internal sealed class NaiveBayes
{
    private const double Smoothing = 0.1;
    private readonly PromptTokens _tokens = new();
    private readonly Dictionary<uint, int> _rows = [];
    private readonly (string Kind, double Prior, Dictionary<int, double> Words, double Total)[] _kinds;

    public NaiveBayes(Source train)
    {
        var counts = train.Questions.GroupBy(q => q.Kind ?? "").Select(g => (g.Key, g.Count(), Words: Count(g.Select(q => q.Prompt)))).ToArray();
        _kinds = [.. counts.Select(c => (c.Key, Math.Log((double)c.Item2 / train.Questions.Length), c.Words, c.Words.Values.Sum()))];
    }

    public string Guess(string prompt)
    {
        _tokens.Read(prompt);
        var rows = Enumerable.Range(0, _tokens.Count).Select(i => _rows.GetValueOrDefault(FeatureHash.Word(_tokens[i]), -1)).Where(r => r >= 0).ToArray();
        return _kinds.MaxBy(k => k.Prior + rows.Sum(r => Math.Log((k.Words.GetValueOrDefault(r) + Smoothing) / (k.Total + (Smoothing * _rows.Count))))).Kind;
    }

    private Dictionary<int, double> Count(IEnumerable<string> prompts)
    {
        Dictionary<int, double> counts = [];
        foreach (var prompt in prompts)
        {
            _tokens.Read(prompt);
            for (var i = 0; i < _tokens.Count; i++)
            {
                var key = FeatureHash.Word(_tokens[i]);
                if (!_rows.TryGetValue(key, out var row))
                {
                    _rows[key] = row = _rows.Count;
                }

                counts[row] = counts.GetValueOrDefault(row) + 1;
            }
        }

        return counts;
    }
}
