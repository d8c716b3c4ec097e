using Mesh.Routing.Learning;
using Mesh.Training;
using Mesh.Training.Recorded;

namespace Mesh.Routing.Tests.Learning;

/// <summary>Training from what a mesh records: of each prompt the outcome of the one model that answered it.</summary>
public sealed class RecordedOutcomesTests
{
    private static readonly string[] s_models = ["cheap", "dear"];

    [Fact]
    public void Router_OfOneOutcomeAPrompt_SendsTheHardOnesToTheDearModel()
    {
        var artifact = RouterTraining.Train(s_models, RecordedOutcomes.Rows(s_models, Judged(1000)), [], MadeOutcomes.Quick, DateTimeOffset.UnixEpoch);

        var (scratch, said, right) = (new PredictionScratch(), new float[2], 0);
        foreach (var made in MadeOutcomes.Make(300, seed: 9))
        {
            artifact.Router.Predict(made.Prompt, scratch, said);
            right += said[1] - said[0] > 0.3 == made.Hard ? 1 : 0;
        }

        Assert.True(right > 270, $"{right} of 300");
        Assert.All(artifact.Evaluation.Models, m => Assert.InRange(m.CalibrationError, 0, 0.1));
        Assert.True(artifact.Evaluation.Models[0].Error < 0.85 * artifact.Evaluation.Models[0].ErrorOfMean, $"{artifact.Evaluation.Models[0]}");
    }

    [Fact]
    public void Rows_OfThePromptsThatWereAskedAgain_AreOneEach()
    {
        var (one, other) = (HashedPrompt.Of("What is a rose?"), HashedPrompt.Of("What is a tensor?"));

        var rows = RecordedOutcomes.Rows(s_models, [new(one, "chat", "CHEAP", 1), new(one, null, "cheap", 0), new(one, null, "dear", 1), new(other, null, "cheap", 1), new(other, null, "gone", 1)]);

        Assert.Equal(2, rows.Count);
        Assert.Equal([0.5f, 1f], rows[0].Qualities);
        Assert.Equal([1f, float.NaN], rows[1].Qualities);
        Assert.All(rows, r => Assert.Null(r.Kind));
    }

    [Fact]
    public void Kinds_OfFewPrompts_AreOne()
    {
        var judged = MadeOutcomes.Make(30, seed: 3).Select((m, i) => new JudgedPrompt(m.Row.Prompt, i < 12 ? "chat" : i < 24 ? "code" : $"rare{i}", "cheap", 1)).ToArray();

        Assert.Equal(["chat", "code", "other"], RecordedOutcomes.Rows(s_models, judged).Select(r => r.Kind).Distinct().Order());
    }

    [Fact]
    public void Models_OfTooFewOutcomes_AreLeftOut()
    {
        var judged = Judged(60).Concat(Judged(10).Select(j => j with { Model = "rare" }));

        Assert.Equal(s_models, RecordedOutcomes.Models(judged));
    }

    private static JudgedPrompt[] Judged(int count) =>
        [.. MadeOutcomes.Make(count, seed: 2).Select((m, i) => new JudgedPrompt(m.Row.Prompt, m.Row.Kind, s_models[i % 2], m.Row.Qualities[i % 2]))];
}
