using Mesh.Routing.Learning;
using Mesh.Training.Text;

namespace Mesh.Training.Stages;

/// <summary>Everything that is computed once of the prompts before any label is looked at, and the labels beside it.</summary>
internal sealed class TrainingTable
{
    private TrainingTable(IReadOnlyList<OutcomeRow> outcomes, IReadOnlyList<IReadOnlyList<DifficultyRow>> others, TrainingSettings settings)
    {
        HashedPrompt[] prompts = [.. outcomes.Select(o => o.Prompt)];
        Settings = settings;
        Random = new Random(settings.Seed);
        Vocabulary = VocabularyBuilder.Build([.. prompts, .. others.SelectMany(o => o).Select(o => o.Prompt)], settings.LeastPrompts);
        Rows = SparseRows.Read(Vocabulary, prompts);
        Embedding = EmbeddingFit.Fit(Rows, Vocabulary.PairsFrom, settings.Dimensions, Random);
        Vectors = EmbeddingFit.Embed(Embedding, Rows);
        KindVectors = [.. Vectors.Select((v, i) => Extended(v, Rows.Signals[i]))];
        Folds = QuestionFolds.Of(prompts, settings.Folds, settings.Seed);
        Known = [.. outcomes.Select(o => o.Qualities)];
        Qualities = UnaskedModels.Fill(Rows, Vocabulary.Count, Known);
        (Means, Differences) = (new float[prompts.Length], [.. Qualities.Select(q => new float[q.Length])]);
        for (var i = 0; i < prompts.Length; i++)
        {
            Means[i] = StackedFeatures.Split(Qualities[i], Differences[i]);
        }

        var kinds = outcomes.Select(o => o.Kind).OfType<string>().Distinct().Order(StringComparer.Ordinal).Index().ToDictionary(k => k.Item, k => k.Index, StringComparer.Ordinal);
        Kinds = outcomes.All(o => o.Kind is not null) ? kinds.Count : 0;
        KindOf = Kinds == 0 ? [] : [.. outcomes.Select(o => kinds[o.Kind!])];
        Others = [.. (others.Count > 1 ? others.Append(Together(others)) : others).Select(o => new OtherSource(Vocabulary, o, settings))];
    }

    public TrainingSettings Settings { get; }

    public Random Random { get; }

    public Vocabulary Vocabulary { get; }

    public SparseRows Rows { get; }

    public WordEmbedding Embedding { get; }

    public float[][] Vectors { get; }

    /// <summary>The vectors with the signals behind them, which labelled kinds are told by.</summary>
    public float[][] KindVectors { get; }

    public int[] Folds { get; }

    /// <summary>What was said of each model; not a number where it wasn't asked.</summary>
    public float[][] Known { get; }

    /// <summary>The same, where only one model was asked with what is expected of the others.</summary>
    public float[][] Qualities { get; }

    /// <summary>Mean quality over the models of each prompt.</summary>
    public float[] Means { get; }

    /// <summary>Each model's difference from that mean.</summary>
    public float[][] Differences { get; }

    /// <summary>Labelled kinds; 0 where not every prompt has a label.</summary>
    public int Kinds { get; }

    public int[] KindOf { get; }

    public OtherSource[] Others { get; }

    public int Models => Qualities[0].Length;

    /// <summary>Of two models the one's difference is the other's with its sign turned: one head is enough.</summary>
    public int Heads => Models == 2 ? 1 : Models;

    public static TrainingTable Of(IReadOnlyList<OutcomeRow> outcomes, IReadOnlyList<IReadOnlyList<DifficultyRow>> others, TrainingSettings settings) => new(outcomes, others, settings);

    /// <summary>The model that a head speaks of.</summary>
    public int ModelOf(int head) => Models == 2 ? 1 : head;

    // All other sources as one, each brought to the same mean: how hard a prompt is beside its neighbours.
    private static DifficultyRow[] Together(IReadOnlyList<IReadOnlyList<DifficultyRow>> others) =>
        [.. others.Where(o => o.Count > 0).SelectMany(o => o.Average(r => r.Quality) is var mean ? o.Select(r => r with { Quality = Math.Clamp(r.Quality - mean + 0.5f, 0, 1) }) : [])];

    private float[] Extended(float[] vector, float[] signals)
    {
        var extended = new float[Embedding.Extended];
        vector.CopyTo(extended, 0);
        Embedding.Extend(signals, extended);
        return extended;
    }

    /// <summary>All prompts outside a fold; -1 for all.</summary>
    public int[] Outside(int fold) => [.. Enumerable.Range(0, Folds.Length).Where(i => Folds[i] != fold)];
}
