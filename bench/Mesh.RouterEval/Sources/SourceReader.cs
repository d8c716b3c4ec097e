using System.Text.Json;

namespace Mesh.RouterEval.Sources;

/// <summary>Reads every file of JSON lines below a folder whose fields are those of a source; names of files mean nothing.</summary>
internal static class SourceReader
{
    public const string Weak = "weak";
    public const string Strong = "strong";

    // A model that more questions than this share don't know is left out of its source.
    private const double MostMissing = 0.05;

    public static IReadOnlyList<Source> Read(string folder)
    {
        var prices = Price.Read(folder);
        return [.. Directory.EnumerateFiles(folder, "*.jsonl", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(f => Read(Path.ChangeExtension(Path.GetRelativePath(folder, f), null).Replace('\\', '/'), File.ReadLines(f), prices))
            .OfType<Source>()];
    }

    /// <summary>Reads one source; null where its fields are those of none.</summary>
    public static Source? Read(string name, IEnumerable<string> lines, IReadOnlyDictionary<string, Price> prices)
    {
        JsonElement[] rows = [.. lines.Where(l => l.Length > 0).Select(l => JsonSerializer.Deserialize<JsonElement>(l))];
        rows = [.. rows.Where(r => !(r.TryGetProperty("contaminated", out var c) && c.GetDouble() != 0))];
        return rows is not [var first, ..] || !first.TryGetProperty("prompt", out _) ? null
            : first.TryGetProperty(Weak, out _) && first.TryGetProperty(Strong, out _) ? Pair(name, rows)
            : first.TryGetProperty("models", out _) ? Table(name, rows, prices)
            : first.TryGetProperty("scores", out _) ? Pool(name, rows)
            : null;
    }

    private static Source Pair(string name, JsonElement[] rows)
    {
        var scale = rows.SelectMany(r => Numbers(r.GetProperty(Weak)).Concat(Numbers(r.GetProperty(Strong)))).Max() is var most && most > 1 ? most : 1;
        return new Source(name, [Weak, Strong], [.. rows.Select(r => Asked(
            r, [Mean(r.GetProperty(Weak), scale), Mean(r.GetProperty(Strong), scale)]))]);
    }

    private static Source Pool(string name, JsonElement[] rows)
    {
        string[] models = [.. rows.SelectMany(r => r.GetProperty("scores").EnumerateObject()).Select(s => s.Name).Distinct().Order(StringComparer.Ordinal)];
        return new Source(name, models, [.. rows.Select(r => Asked(
            r, [.. models.Select(m => r.GetProperty("scores").TryGetProperty(m, out var s) ? s.GetSingle() : float.NaN)]))]);
    }

    private static Question Asked(JsonElement row, float[] qualities) => new(Prompt(row), Kind(row), qualities, [], Known(qualities));

    // Priced models only, where some are: a curve of quality against cost can't have others.
    private static Source Table(string name, JsonElement[] rows, IReadOnlyDictionary<string, Price> prices)
    {
        string[] models = [.. rows.SelectMany(r => r.GetProperty("models").EnumerateObject()).GroupBy(m => m.Name)
            .Where(m => m.Count() >= (1 - MostMissing) * rows.Length).Select(m => m.Key).Order(StringComparer.Ordinal)];
        string[] all = models, priced = [.. models.Where(prices.ContainsKey)];
        models = priced.Length >= 2 ? priced : models;
        var longest = models.ToDictionary(m => m, m => rows.Select(r => Characters(r, m)).Where(c => c > 0).DefaultIfEmpty(0).Average(), StringComparer.Ordinal);
        return new Source(name, models, [.. rows.Select(r => new Question(
            Prompt(r),
            Kind(r),
            [.. models.Select(m => Right(r, m))],
            priced.Length < 2 ? [] : [.. models.Select(m => prices[m].Of(Prompt(r).Length, Characters(r, m) is > 0 and var c ? c : longest[m]))],
            Known(all.Select(m => Right(r, m)))))]);
    }

    private static float Known(IEnumerable<float> qualities) => qualities.Where(q => !float.IsNaN(q)).DefaultIfEmpty(float.NaN).Average();

    private static float Right(JsonElement row, string model) => row.GetProperty("models").TryGetProperty(model, out var v) ? v[1].GetSingle() : float.NaN;

    private static double Characters(JsonElement row, string model) => row.GetProperty("models").TryGetProperty(model, out var v) ? v[2].GetDouble() : 0;

    private static string Prompt(JsonElement row) => row.GetProperty("prompt").GetString()!;

    private static string? Kind(JsonElement row) =>
        row.TryGetProperty("subject", out var kind) || row.TryGetProperty("task", out kind) || row.TryGetProperty("category", out kind) ? kind.GetString() : null;

    private static IEnumerable<double> Numbers(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(v => v.GetDouble()) : [value.GetDouble()];

    private static float Mean(JsonElement value, double scale) => (float)(Numbers(value).Average() / scale);
}
