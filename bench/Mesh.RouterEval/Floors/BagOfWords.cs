using Mesh.RouterEval.Sources;
using Mesh.Routing.Learning;
using Mesh.Training.Linear;
using Mesh.Training.Text;

namespace Mesh.RouterEval.Floors;

/// <summary>One logistic regression a model over hashed single words: what an evening's work comes to.</summary>
internal static class BagOfWords
{
    private const float Penalty = 1;

    public static float[][] Predict(Source train, Source test)
    {
        var all = VocabularyBuilder.Build([.. train.Questions.Select(q => q.Hashed)], 2);
        var words = new Vocabulary(all.Keys[..all.PairsFrom], all.Rarity[..all.PairsFrom], all.PairsFrom, all.PairsFrom);
        var fit = new LogisticFit(SparseRows.Read(words, [.. train.Questions.Select(q => q.Hashed)]), words.Count);
        var heads = fit.Heads([.. Enumerable.Range(0, train.Questions.Length)], [.. train.Questions.Select(q => q.Qualities)], Penalty);
        var rows = SparseRows.Read(words, [.. test.Questions.Select(q => q.Hashed)]);
        return [.. Enumerable.Range(0, rows.Count).Select(i =>
        {
            var said = new float[train.Models.Length];
            heads.Predict(rows.Columns(i), rows.Values(i), said);
            return said;
        })];
    }
}
