using Mesh.Routing.Learning;

namespace Mesh.Training.Groups;

/// <summary>Kinds of prompts that nobody labelled: k-means on the sphere.</summary>
internal static class Clusters
{
    private const int Rounds = 20;

    /// <summary>Centres of unit length, one after the other.</summary>
    public static float[] Find(float[][] vectors, int[] train, int clusters, Random random)
    {
        var size = vectors[0].Length;
        var centres = new float[clusters * size];
        foreach (var (c, i) in random.GetItems(train, clusters).Index())
        {
            vectors[i].CopyTo(centres, c * size);
        }

        var sums = new float[centres.Length];
        for (var round = 0; round < Rounds; round++)
        {
            Array.Clear(sums);
            foreach (var i in train)
            {
                Dense.AddScaled(vectors[i], 1, sums.AsSpan(Nearest(centres, vectors[i]) * size, size));
            }

            for (var c = 0; c < clusters; c++)
            {
                var sum = sums.AsSpan(c * size, size);
                var length = MathF.Sqrt(Dense.Dot(sum, sum));
                for (var j = 0; j < size && length > 0; j++)
                {
                    centres[(c * size) + j] = sum[j] / length;
                }
            }
        }

        return centres;
    }

    private static int Nearest(float[] centres, float[] vector)
    {
        var (best, nearest) = (float.NegativeInfinity, 0);
        for (var c = 0; c * vector.Length < centres.Length; c++)
        {
            var likeness = Dense.Dot(vector, centres.AsSpan(c * vector.Length, vector.Length));
            if (likeness > best)
            {
                (best, nearest) = (likeness, c);
            }
        }

        return nearest;
    }
}
