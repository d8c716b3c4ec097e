using System.Text.Json;
using Mesh.RouterEval.Sources;
using Mesh.Routing.Learning;
using Mesh.Strategies.Votes.Fitting;
using Mesh.Strategies.Votes.Forms;
using Mesh.Strategies.Votes.Tally;
using Mesh.Training.Text;

namespace Mesh.RouterEval.Votes;

/// <summary>The final answers of several models to the same questions, as recorded votes; models that lack a question are left out.</summary>
/// <param name="Name">The source's path below its folder, without its ending.</param>
/// <param name="Models">Models in ordinal order.</param>
/// <param name="Priced">Places of those that have a price.</param>
/// <param name="Rows">What they answered; costs are not a number where there is no price.</param>
/// <param name="Hashed">The questions' prompts.</param>
/// <param name="Forms">For each question the form its answers were read in.</param>
internal sealed record AnswerTable(string Name, string[] Models, int[] Priced, RecordedQuestion[] Rows, AnswerForm[] Forms, HashedPrompt[] Hashed)
{
    /// <summary>Answers that were read as equal though one is right and the other one isn't, as a share of all that were right.</summary>
    public double Mixed { get; private init; }

    /// <summary>The questions as they are asked.</summary>
    public string[] Prompts { get; private init; } = [];

    /// <summary>For each question what each model said, as it was recorded; null for nothing.</summary>
    public string?[][] Texts { get; private init; } = [];

    /// <summary>For each question how right each model's answer is, 0 to 1.</summary>
    public double[][] Marks { get; private init; } = [];

    /// <summary>For each model its dollars a million tokens; null where it has none.</summary>
    public Price?[] Prices { get; private init; } = [];

    /// <summary>Every table of answers below a folder.</summary>
    /// <param name="folder">The folder; its prices.json names dollars a million tokens.</param>
    /// <param name="without">Models whose names begin with one of these are left out.</param>
    public static IEnumerable<AnswerTable> ReadAll(string folder, string[] without)
    {
        var prices = Price.Read(folder);
        foreach (var file in Directory.EnumerateFiles(folder, "*.jsonl", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            JsonElement[] rows = [.. File.ReadLines(file).Where(l => l.Length > 0).Select(l => JsonSerializer.Deserialize<JsonElement>(l))];
            if (rows is [var first, ..] && first.TryGetProperty("models", out var models) && models.EnumerateObject().All(m => m.Value.ValueKind == JsonValueKind.Array))
            {
                yield return Read(Path.ChangeExtension(Path.GetRelativePath(folder, file), null).Replace('\\', '/'), rows, prices, without);
            }
        }
    }

    /// <summary>The same table with some of its models, in the order given.</summary>
    public AnswerTable WithModels(string[] models)
    {
        var places = models.Select(m => Array.IndexOf(Models, m)).ToArray();
        return this with
        {
            Models = models,
            Priced = [.. Enumerable.Range(0, models.Length).Where(m => Priced.Contains(places[m]))],
            Rows = [.. Rows.Select(r => new RecordedQuestion(
                r.Given with { Answers = [.. places.Select(p => r.Given.Answers[p])], Lengths = [.. places.Select(p => r.Given.Lengths[p])] },
                r.Qualities,
                [.. places.Select(p => r.Costs[p])]))],
            Texts = [.. Texts.Select(t => places.Select(p => t[p]).ToArray())],
            Marks = [.. Marks.Select(m => places.Select(p => m[p]).ToArray())],
            Prices = [.. places.Select(p => Prices[p])],
        };
    }

    /// <summary>Two halves by question: one question falls into the same half in every table.</summary>
    public (AnswerTable One, AnswerTable Other) Halves(int seed)
    {
        var half = QuestionFolds.Of(Hashed, 2, seed);
        return (Of(0), Of(1));

        AnswerTable Of(int which)
        {
            return this with { Rows = Kept(Rows), Forms = Kept(Forms), Hashed = Kept(Hashed), Prompts = Kept(Prompts), Texts = Kept(Texts), Marks = Kept(Marks) };

            T[] Kept<T>(T[] all) => [.. all.Where((_, i) => half[i] == which)];
        }
    }

    private static AnswerTable Read(string name, JsonElement[] rows, IReadOnlyDictionary<string, Price> prices, string[] without)
    {
        string[] models = [.. rows.SelectMany(r => r.GetProperty("models").EnumerateObject()).CountBy(m => m.Name)
            .Where(m => m.Value == rows.Length && !without.Any(w => m.Key.StartsWith(w, StringComparison.Ordinal)))
            .Select(m => m.Key).Order(StringComparer.Ordinal)];
        var read = rows.Select(r => Question(r, models, prices)).ToArray();
        return new AnswerTable(
            name,
            models,
            [.. Enumerable.Range(0, models.Length).Where(m => prices.ContainsKey(models[m]))],
            [.. read.Select(r => r.Row)],
            [.. read.Select(r => r.Form)],
            [.. rows.Select(r => HashedPrompt.Of(r.GetProperty("prompt").GetString()!))])
        {
            Mixed = read.Sum(r => r.Mixed) / Math.Max(1.0, read.Sum(r => r.Right)),
            Prompts = [.. rows.Select(r => r.GetProperty("prompt").GetString()!)],
            Texts = [.. rows.Select(r => Given(r, models).Select(g => g[0].GetString()).ToArray())],
            Marks = [.. rows.Select(r => Given(r, models).Select(g => g[1].GetDouble()).ToArray())],
            Prices = [.. models.Select(m => prices.GetValueOrDefault(m))],
        };
    }

    private static JsonElement[] Given(JsonElement row, string[] models) => [.. models.Select(m => row.GetProperty("models").GetProperty(m))];

    private static (RecordedQuestion Row, AnswerForm Form, double Mixed, double Right) Question(JsonElement row, string[] models, IReadOnlyDictionary<string, Price> prices)
    {
        var prompt = row.GetProperty("prompt").GetString()!;
        var given = Given(row, models);
        string?[] texts = [.. given.Select(g => g[0].GetString())];
        double[] right = [.. given.Select(g => g[1].GetDouble())];
        var reader = new AnswerReader(AnswerForms.Guess(prompt, texts));
        string?[] keys = [.. texts.Select(reader.Key)];
        string[] distinct = [.. keys.OfType<string>().Distinct(StringComparer.Ordinal)];

        // Of an answer that was written in several ways the way that most wrote is handed on, so that one's mark counts.
        double[] qualities = [.. distinct.Select(k => Enumerable.Range(0, models.Length).Where(m => keys[m] == k).GroupBy(m => texts[m]).MaxBy(g => g.Count())!.Max(m => right[m]))];
        var answers = keys.Select(k => k is null ? -1 : Array.IndexOf(distinct, k)).ToArray();
        int[] characters = [.. given.Select(g => g[2].GetInt32())];
        var question = new RecordedQuestion(
            new GivenAnswers(distinct, answers, characters, prompt.Length),
            qualities,
            [.. models.Select((m, i) => prices.TryGetValue(m, out var price) ? price.Of(prompt.Length, characters[i]) : double.NaN)]);
        return (question, reader.Form, Enumerable.Range(0, models.Length).Count(m => answers[m] >= 0 && qualities[answers[m]] != right[m]), right.Sum());
    }
}
