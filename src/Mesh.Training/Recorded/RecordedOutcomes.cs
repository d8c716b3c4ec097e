using Mesh.Routing.Learning;

namespace Mesh.Training.Recorded;

/// <summary>Makes recorded outcomes, each of one model, into rows to train from.</summary>
public static class RecordedOutcomes
{
    /// <summary>Outcomes that a model must have to be learned.</summary>
    public const int LeastOfModel = 20;

    /// <summary>Prompts that a kind must have to stand for itself.</summary>
    private const int LeastOfKind = 10;
    private const string OtherKinds = "other";

    /// <summary>The models of which enough is known, by name.</summary>
    public static IReadOnlyList<string> Models(IEnumerable<JudgedPrompt> judged) =>
        [.. judged.GroupBy(j => j.Model, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() >= LeastOfModel).Select(g => g.Key).Order(StringComparer.Ordinal)];

    /// <summary>One row for each prompt of these models; what several outcomes say of one model and prompt is their mean.</summary>
    public static IReadOnlyList<OutcomeRow> Rows(IReadOnlyList<string> models, IEnumerable<JudgedPrompt> judged)
    {
        var places = models.Index().ToDictionary(m => m.Item, m => m.Index, StringComparer.OrdinalIgnoreCase);
        OutcomeRow[] rows =
        [
            .. judged.Where(j => places.ContainsKey(j.Model))
                .GroupBy(j => Identity(j.Prompt))
                .Select(same => new OutcomeRow(same.First().Prompt, same.Select(j => j.Kind).FirstOrDefault(k => k is not null), Qualities(same, places))),
        ];
        var kinds = rows.Where(r => r.Kind is not null).CountBy(r => r.Kind!).Where(k => k.Value >= LeastOfKind).Select(k => k.Key).ToHashSet(StringComparer.Ordinal);

        // One kind tells nothing apart.
        return [.. rows.Select(r => r with { Kind = kinds.Count < 2 || r.Kind is null ? null : kinds.Contains(r.Kind) ? r.Kind : OtherKinds })];
    }

    private static float[] Qualities(IEnumerable<JudgedPrompt> same, Dictionary<string, int> places)
    {
        var qualities = new float[places.Count];
        Array.Fill(qualities, float.NaN);
        foreach (var model in same.GroupBy(j => places[j.Model]))
        {
            qualities[model.Key] = Math.Clamp(model.Average(j => j.Quality), 0, 1);
        }

        return qualities;
    }

    // FNV-1a over features and counts: two prompts that differ in neither are one.
    private static ulong Identity(HashedPrompt prompt)
    {
        var identity = 14695981039346656037UL;
        foreach (var (key, count) in prompt.Keys.Zip(prompt.Counts))
        {
            identity = (identity ^ key) * 1099511628211UL;
            identity = (identity ^ count) * 1099511628211UL;
        }

        return identity;
    }
}
