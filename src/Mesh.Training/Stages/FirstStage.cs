using Mesh.Routing.Learning;
using Mesh.Training.Groups;
using Mesh.Training.Linear;

namespace Mesh.Training.Stages;

/// <summary>The predictors that read the prompt itself.</summary>
internal sealed record FirstStage(LinearHeads Wide, LinearHeads Auxiliary, GroupPosterior Kinds, GroupPosterior Clusters)
{
    /// <summary>Learns from all prompts outside a fold.</summary>
    public static FirstStage Fit(TrainingTable table, LinearHeads wide, int fold)
    {
        var (train, settings) = (table.Outside(fold), table.Settings);
        var auxiliary = new LinearHeads(table.Others.Length, new float[table.Vocabulary.Count * table.Others.Length], new float[table.Others.Length]);
        foreach (var (head, other) in table.Others.Index())
        {
            LogisticFit.Put(other.Head(fold), auxiliary, head);
        }

        var clusters = Math.Clamp(train.Length / settings.PromptsOfCluster, 2, settings.MostClusters);
        var found = GroupFit.Unlabelled(table, train, clusters);
        var kinds = table.Kinds > 0 ? GroupFit.Labelled(table, train) : GroupFit.Unlabelled(table, train, Math.Max(2, clusters / 3));
        return new FirstStage(wide, auxiliary, kinds, found);
    }

    /// <summary>What the predictors say of one prompt.</summary>
    public Said Predict(TrainingTable table, int i)
    {
        var said = new Said(table.Models, StackedFeatures.Count(table.Others.Length));
        var qualities = new float[table.Models];
        Wide.Predict(table.Rows.Columns(i), table.Rows.Values(i), qualities);
        said.Means[0] = StackedFeatures.Split(qualities, said.Differences[0]);
        said.Means[1] = Expect(table, i, Kinds, table.Kinds > 0 ? table.KindVectors[i] : table.Vectors[i], qualities, said.Differences[1]);
        said.Means[2] = Expect(table, i, Clusters, table.Vectors[i], qualities, said.Differences[2]);
        var others = new float[table.Others.Length];
        Auxiliary.Predict(table.Rows.Columns(i), table.Rows.Values(i), others);
        StackedFeatures.Fill(table.Rows.Signals[i], table.Vectors[i], others, said.Means[0], said.Means[1], said.Row);
        return said;
    }

    private static float Expect(TrainingTable table, int i, GroupPosterior groups, float[] vector, float[] qualities, float[] differences)
    {
        var posterior = new float[groups.Groups];
        groups.Posterior(vector, table.Rows.Words(i), table.Rows.WordValues(i), posterior);
        groups.Expect(posterior, qualities);
        return StackedFeatures.Split(qualities, differences);
    }
}
