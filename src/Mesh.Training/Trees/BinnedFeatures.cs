namespace Mesh.Training.Trees;

/// <summary>Dense features cut into at most 32 bins of equal counts.</summary>
internal sealed class BinnedFeatures
{
    public const int MostBins = 32;

    private BinnedFeatures(byte[][] bins, float[][] cuts) => (Bins, Cuts) = (bins, cuts);

    /// <summary>Feature by feature, the bin of each prompt.</summary>
    public byte[][] Bins { get; }

    /// <summary>Feature by feature, the values at which the next bin begins.</summary>
    public float[][] Cuts { get; }

    public static BinnedFeatures Of(float[][] rows, int[] train)
    {
        var features = rows[0].Length;
        var (bins, cuts) = (new byte[features][], new float[features][]);
        for (var f = 0; f < features; f++)
        {
            var feature = f;
            var sorted = train.Select(i => rows[i][feature]).Order().ToArray();
            cuts[f] = [.. Enumerable.Range(1, MostBins - 1).Select(b => sorted[(int)((long)b * sorted.Length / MostBins)]).Distinct().Where(c => c > sorted[0])];
            bins[f] = [.. rows.Select(r => BinOf(cuts[feature], r[feature]))];
        }

        return new BinnedFeatures(bins, cuts);
    }

    // Values from a cut on belong to the bin after it.
    private static byte BinOf(float[] cuts, float value)
    {
        var bin = 0;
        while (bin < cuts.Length && value >= cuts[bin])
        {
            bin++;
        }

        return (byte)bin;
    }
}
