using Mesh.Routing.Learning;

namespace Mesh.Training.Stages;

/// <summary>What the first stage says of one prompt.</summary>
internal sealed class Said(int models, int features)
{
    public float[] Means { get; } = new float[Blend.CommonPredictors];

    public float[][] Differences { get; } = [new float[models], new float[models], new float[models]];

    public float[] Row { get; } = new float[features];

    /// <summary>The dense row with one model's own part filled in.</summary>
    public float[] RowOf(int model)
    {
        var row = (float[])Row.Clone();
        StackedFeatures.FillOwn(Differences[0][model], Differences[1][model], Differences[2][model], row);
        return row;
    }
}
