namespace Mesh.RouterEval.Scoring;

/// <summary>What all routers said of the questions of one source, none of which they had seen.</summary>
internal sealed class Predictions
{
    public const string Ours = "learned router";

    /// <summary>By router: the higher, the sooner the strong model.</summary>
    public Dictionary<string, List<float>> Gains { get; } = new(StringComparer.Ordinal);

    /// <summary>By router: a quality for each model.</summary>
    public Dictionary<string, List<float[]>> Qualities { get; } = new(StringComparer.Ordinal);

    /// <summary>Places of the questions in their source, in the order of the predictions.</summary>
    public List<int> Questions { get; } = [];

    /// <summary>The fold of each prediction.</summary>
    public List<int> Folds { get; } = [];

    public void Add(Dictionary<string, float[]> gains, Dictionary<string, float[][]> qualities)
    {
        foreach (var (name, said) in gains)
        {
            (Gains.TryGetValue(name, out var list) ? list : Gains[name] = []).AddRange(said);
        }

        foreach (var (name, said) in qualities)
        {
            (Qualities.TryGetValue(name, out var list) ? list : Qualities[name] = []).AddRange(said);
        }
    }
}
