namespace Mesh.Routing.Learning;

/// <summary>What a prediction needs to work in; made once and used again, by one thread at a time.</summary>
public sealed class PredictionScratch
{
    internal PromptVector Prompt { get; } = new();

    internal float[] Embedded { get; private set; } = [];

    internal float[] Posterior { get; private set; } = [];

    internal float[] Auxiliary { get; private set; } = [];

    internal float[] Row { get; private set; } = [];

    /// <summary>Answers to the trees' questions.</summary>
    internal byte[] Answers { get; private set; } = [];

    /// <summary>What each first-stage predictor says of each model: the differences from its mean.</summary>
    internal float[][] Stages { get; } = [[], [], []];

    /// <summary>What all predictors together say of each model's difference.</summary>
    internal float[] Differences { get; private set; } = [];

    internal float[] Means { get; } = new float[Blend.CommonPredictors];

    internal void Fit(int dimensions, int groups, int auxiliaries, int models, int answers)
    {
        Embedded = Sized(Embedded, dimensions);
        Auxiliary = Sized(Auxiliary, auxiliaries);
        Differences = Sized(Differences, models);
        Row = Sized(Row, StackedFeatures.Count(auxiliaries));
        Answers = Answers.Length < answers ? new byte[answers] : Answers;
        Posterior = Posterior.Length < groups ? new float[groups] : Posterior;
        for (var k = 0; k < Stages.Length; k++)
        {
            Stages[k] = Sized(Stages[k], models);
        }
    }

    private static float[] Sized(float[] array, int size) => array.Length == size ? array : new float[size];
}
