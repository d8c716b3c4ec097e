using Mesh.Routing.Learning;
using Mesh.Training.Linear;
using Mesh.Training.Text;

namespace Mesh.Training.Stages;

/// <summary>Another source's prompts: how hard they were for its models helps to tell how hard a prompt is.</summary>
internal sealed class OtherSource
{
    private readonly float[] _qualities;
    private readonly int[] _folds;
    private readonly LogisticFit _fit;
    private readonly float _penalty;

    public OtherSource(Vocabulary vocabulary, IReadOnlyList<DifficultyRow> rows, TrainingSettings settings)
    {
        HashedPrompt[] prompts = [.. rows.Select(r => r.Prompt)];
        _qualities = [.. rows.Select(r => r.Quality)];
        _folds = QuestionFolds.Of(prompts, settings.Folds, settings.Seed);
        _fit = new LogisticFit(SparseRows.Read(vocabulary, prompts), vocabulary.Count);
        _penalty = settings.Penalties[settings.Penalties.Count / 2];
    }

    /// <summary>Weights of the head over all questions outside a fold, so that no question's label is seen through another source.</summary>
    public float[] Head(int fold) => _fit.Head([.. Enumerable.Range(0, _folds.Length).Where(i => _folds[i] != fold)], i => _qualities[i], _penalty);
}
