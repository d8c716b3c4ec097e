using Mesh.RouterEval.Sources;

namespace Mesh.RouterEval.Floors;

/// <summary>Mean quality of each model on each kind, shrunk towards its overall mean.</summary>
internal sealed class KindMeans
{
    private const float Shrinkage = 10;
    private readonly Dictionary<string, float[]> _means;
    private readonly float[] _overall;

    public KindMeans(Source train)
    {
        _overall = Means(train.Questions, new float[train.Models.Length], 0);
        _means = train.Questions.GroupBy(q => q.Kind ?? "").ToDictionary(g => g.Key, g => Means([.. g], _overall, Shrinkage), StringComparer.Ordinal);
    }

    public float[] Of(string? kind) => _means.GetValueOrDefault(kind ?? "", _overall);

    private static float[] Means(Question[] questions, float[] prior, float weight) =>
        [.. prior.Select((p, m) => questions.Select(q => q.Qualities[m]).Where(q => !float.IsNaN(q)).ToArray() is var known && known.Length + weight > 0
            ? (known.Sum() + (weight * p)) / (known.Length + weight)
            : p)];
}
