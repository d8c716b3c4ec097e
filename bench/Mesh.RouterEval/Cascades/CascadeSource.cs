using System.Text.Json;
using Mesh.Training.Text;

namespace Mesh.RouterEval.Cascades;

/// <summary>A file of pairs whose weak answers are there.</summary>
/// <param name="Name">Its path below the folder, without its ending.</param>
/// <param name="Pairs">The questions that aren't contaminated.</param>
internal sealed record CascadeSource(string Name, AnsweredPair[] Pairs)
{
    /// <summary>Reads every such file below a folder; names of files mean nothing.</summary>
    public static IReadOnlyList<CascadeSource> Read(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.jsonl", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(f => Read(Path.ChangeExtension(Path.GetRelativePath(folder, f), null).Replace('\\', '/'), File.ReadLines(f)))
            .OfType<CascadeSource>()];

    /// <summary>Two halves by question.</summary>
    public (AnsweredPair[] One, AnsweredPair[] Other) Halves(int seed)
    {
        var half = QuestionFolds.Of(Pairs.Select(p => p.Hashed), 2, seed);
        return ([.. Pairs.Where((_, i) => half[i] == 0)], [.. Pairs.Where((_, i) => half[i] == 1)]);
    }

    private static CascadeSource? Read(string name, IEnumerable<string> lines)
    {
        using var from = lines.Where(l => l.Length > 0).Select(l => JsonSerializer.Deserialize<JsonElement>(l)).GetEnumerator();
        if (!from.MoveNext() || !HasAnswer(from.Current))
        {
            return null;
        }

        List<AnsweredPair> pairs = [];
        do
        {
            var row = from.Current;
            if (HasAnswer(row) && !(row.TryGetProperty("contaminated", out var c) && c.GetDouble() != 0))
            {
                pairs.Add(new AnsweredPair(row.GetProperty("prompt").GetString()!, row.GetProperty("weak_response").GetString()!, row.GetProperty("weak").GetSingle(), row.GetProperty("strong").GetSingle(), row.TryGetProperty("strong_response", out var strong) && strong.ValueKind == JsonValueKind.String ? strong.GetString()! : ""));
            }
        }
        while (from.MoveNext());
        return new CascadeSource(name, [.. pairs]);
    }

    private static bool HasAnswer(JsonElement row) =>
        row.TryGetProperty("prompt", out _) && row.TryGetProperty("weak_response", out var answer) && answer.ValueKind == JsonValueKind.String
        && row.TryGetProperty("weak", out var weak) && weak.ValueKind == JsonValueKind.Number && row.TryGetProperty("strong", out var strong) && strong.ValueKind == JsonValueKind.Number;
}
