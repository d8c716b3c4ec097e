using Mesh.Routing.Learning;
using Mesh.Training.Stages;

namespace Mesh.Training.Groups;

/// <summary>Learns kinds of prompts and how good each model is on each.</summary>
internal static class GroupFit
{
    // How sharply a prompt belongs to its nearest centre: e^12 for a cosine of 1 against 0.
    private const float Sharpness = 12;

    private delegate void Share(int prompt, Span<float> into);

    /// <summary>From labels.</summary>
    public static GroupPosterior Labelled(TrainingTable table, int[] train)
    {
        var told = KindFit.Fit(table, train);
        return told with
        {
            Quality = Quality(table, train, table.Kinds, (i, into) =>
        {
            into.Clear();
            into[table.KindOf[i]] = 1;
        })
        };
    }

    /// <summary>From the prompts' likeness alone.</summary>
    public static GroupPosterior Unlabelled(TrainingTable table, int[] train, int clusters)
    {
        var centres = Clusters.Find(table.Vectors, train, clusters, table.Random);
        foreach (ref var c in centres.AsSpan())
        {
            c *= Sharpness;
        }

        var posterior = new GroupPosterior(clusters, centres, new float[clusters], [], []);
        return posterior with { Quality = Quality(table, train, clusters, (i, into) => posterior.Posterior(table.Vectors[i], [], [], into)) };
    }

    // The mean over the models and each model's difference from it are estimated apart: they scatter differently.
    private static float[] Quality(TrainingTable table, int[] train, int groups, Share share)
    {
        var belongs = new float[train.Length * groups];
        for (var t = 0; t < train.Length; t++)
        {
            share(train[t], belongs.AsSpan(t * groups, groups));
        }

        var quality = new float[groups * table.Models];
        var common = Means(train, groups, belongs, i => table.Means[i]);
        for (var m = 0; m < table.Models; m++)
        {
            var own = Means(train, groups, belongs, i => table.Differences[i][m]);
            for (var g = 0; g < groups; g++)
            {
                quality[(g * table.Models) + m] = (float)(common[g] + own[g]);
            }
        }

        return quality;
    }

    private static double[] Means(int[] train, int groups, float[] belongs, Func<int, float> value)
    {
        var (sums, squares, counts) = (new double[groups], new double[groups], new double[groups]);
        for (var t = 0; t < train.Length; t++)
        {
            var v = (double)value(train[t]);
            for (var g = 0; g < groups && !double.IsNaN(v); g++)
            {
                var part = belongs[(t * groups) + g];
                (sums[g], squares[g], counts[g]) = (sums[g] + (part * v), squares[g] + (part * v * v), counts[g] + part);
            }
        }

        return ShrunkMeans.Of(sums, squares, counts);
    }
}
