using System.Text;
using System.Text.RegularExpressions;
using Mesh.RouterEval.Sources;
using Mesh.Routing.Learning;

namespace Mesh.RouterEval.Scoring;

/// <summary>How many decisions stay the same when a prompt's case, spaces or punctuation change.</summary>
internal sealed partial class Robustness
{
    private const int MostOfFold = 400;
    private static readonly double[] s_shares = [0.2, 0.5, 0.8];
    private readonly Dictionary<string, List<(float[] Before, float[] After)>> _said = new(StringComparer.Ordinal);

    private static readonly (string Name, Func<string, string> Change)[] s_changes =
    [
        ("upper case", s => s.ToUpperInvariant()),
        ("lower case", s => s.ToLowerInvariant()),
        ("spaces doubled", s => s.Replace(" ", "  ", StringComparison.Ordinal)),
        ("line ends to spaces", s => s.Replace('\n', ' ')),
        ("space and question marks at both ends", s => "  " + s + " ??\n"),
        ("punctuation to spaces", s => Punctuation().Replace(s, " ")),
        ("punctuation left out", s => Punctuation().Replace(s, "")),
        ("punctuation doubled", s => Punctuation().Replace(s, m => m.Value + m.Value)),
        ("comma after every fifth word", Commas),
    ];

    /// <summary>Asks a router once more, with every change.</summary>
    public void Ask(LearnedRouter router, Source test, float[][] before)
    {
        var scratch = new PredictionScratch();
        foreach (var (name, change) in s_changes)
        {
            var said = _said.TryGetValue(name, out var list) ? list : _said[name] = [];
            for (var i = 0; i < Math.Min(MostOfFold, before.Length); i++)
            {
                var after = new float[before[i].Length];
                router.Score(change(test.Questions[i].Prompt), scratch, after);
                said.Add((before[i], after));
            }
        }
    }

    /// <summary>By change: the share of decisions that stayed, at 20, 50 and 80% strong calls, and of the best model's choice.</summary>
    public IEnumerable<(string Change, double[] AtShares, double Best)> Results(int weak, int strong)
    {
        foreach (var (name, said) in _said)
        {
            var before = said.Select(s => s.Before[strong] - s.Before[weak]).ToArray();
            var after = said.Select(s => s.After[strong] - s.After[weak]).ToArray();
            var sorted = before.OrderDescending().ToArray();
            yield return (
                name,
                [.. s_shares.Select(share => sorted[(int)(share * (sorted.Length - 1))] is var threshold ? before.Zip(after, (b, a) => b >= threshold == a >= threshold).Count(same => same) / (double)before.Length : 0)],
                said.Count(s => Best(s.Before) == Best(s.After)) / (double)said.Count);
        }
    }

    private static int Best(float[] said) => Array.IndexOf(said, said.Max());

    private static string Commas(string prompt)
    {
        var (changed, spaces) = (new StringBuilder(), 0);
        foreach (var c in prompt)
        {
            if (c == ' ' && ++spaces % 5 == 0)
            {
                changed.Append(',');
            }

            changed.Append(c);
        }

        return changed.ToString();
    }

    [GeneratedRegex(@"[!""#%&'(),\-.:;?\[\]_{}*/\\@]")]
    private static partial Regex Punctuation();
}
