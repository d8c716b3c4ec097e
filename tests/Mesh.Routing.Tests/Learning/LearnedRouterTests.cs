using Mesh.Routing.Learning;
using Mesh.Training;

namespace Mesh.Routing.Tests.Learning;

public sealed class LearnedRouterTests
{
    private static readonly RouterArtifact s_artifact = Train(seed: 1);

    private static readonly Func<string, string>[] s_dresses =
        [s => s.ToUpperInvariant(), s => s.Replace(" ", "   ", StringComparison.Ordinal), s => s.Replace(' ', '\n') + "!!", s => s.Replace("?", "", StringComparison.Ordinal)];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Router_OnPromptsItHasNotSeen_SendsTheHardOnesToTheDearModel(bool labelled)
    {
        var artifact = labelled ? s_artifact : Train(1, labelled: false);
        var (scratch, said) = (new PredictionScratch(), new float[2]);
        var right = MadeOutcomes.Make(300, seed: 9).Count(m =>
        {
            artifact.Router.Predict(m.Prompt, scratch, said);
            return said[1] - said[0] > 0.3 == m.Hard;
        });

        Assert.True(right > 285, $"{right} of 300");
    }

    [Fact]
    public void Prediction_OfEachModel_IsCalibrated()
    {
        var (scratch, said) = (new PredictionScratch(), new float[2]);
        var made = MadeOutcomes.Make(2000, seed: 10);
        var sums = new double[2];
        foreach (var m in made.Where(m => m.Hard))
        {
            s_artifact.Router.Predict(m.Prompt, scratch, said);
            (sums[0], sums[1]) = (sums[0] + said[0], sums[1] + said[1]);
        }

        Assert.InRange(sums[0] / made.Count(m => m.Hard), 0.13, 0.27);
        Assert.InRange(sums[1] / made.Count(m => m.Hard), 0.78, 0.92);
    }

    [Fact]
    public void Decision_OfAPromptInAnotherDress_StaysTheSame()
    {
        var (scratch, said, dressed) = (new PredictionScratch(), new float[2], new float[2]);
        foreach (var m in MadeOutcomes.Make(50, seed: 11))
        {
            s_artifact.Router.Predict(m.Prompt, scratch, said);
            foreach (var dress in s_dresses)
            {
                s_artifact.Router.Predict(dress(m.Prompt), scratch, dressed);
                Assert.Equal(said, dressed);
            }
        }
    }

    [Fact]
    public void Router_ThroughItsBytes_SaysExactlyTheSame()
    {
        var loaded = RouterArtifact.FromBytes(s_artifact.ToBytes());
        var (scratch, one, other) = (new PredictionScratch(), new float[2], new float[2]);
        foreach (var m in MadeOutcomes.Make(50, seed: 12))
        {
            s_artifact.Router.Predict(m.Prompt, scratch, one);
            loaded.Router.Predict(m.Prompt, scratch, other);
            Assert.Equal(one, other);
        }

        Assert.Equal(["cheap", "dear"], loaded.Router.Models);
        Assert.Equal(s_artifact.TrainedAt, loaded.TrainedAt);
        Assert.Equal(s_artifact.Evaluation.Chosen, loaded.Evaluation.Chosen);
        Assert.Equal(s_artifact.Evaluation.Models, loaded.Evaluation.Models);
    }

    [Fact]
    public void Evaluation_InTheArtifact_IsBetterThanTheBestSingleModelAndTheMeans()
    {
        var evaluation = s_artifact.Evaluation;

        Assert.True(evaluation.Chosen > evaluation.BestSingle - 0.02, $"{evaluation}");
        Assert.True(evaluation.Hindsight > evaluation.Chosen);
        Assert.True(evaluation.Models[0].Error < 0.8 * evaluation.Models[0].ErrorOfMean);
        Assert.InRange(evaluation.Models[0].CalibrationError, 0, 0.06);
    }

    [Fact]
    public void Bytes_DamagedOrCutOrOfAnotherVersion_AreRefusedWithTheReason()
    {
        var bytes = s_artifact.ToBytes();
        byte[] damaged = [.. bytes], version = [.. bytes];
        damaged[bytes.Length / 2] ^= 1;
        version[4]++;

        Assert.Contains("checksum", Assert.Throws<FormatException>(() => RouterArtifact.FromBytes(damaged)).Message, StringComparison.Ordinal);
        Assert.Contains("checksum", Assert.Throws<FormatException>(() => RouterArtifact.FromBytes(bytes.AsSpan(0, bytes.Length - 9))).Message, StringComparison.Ordinal);
        Assert.Contains("version", Assert.Throws<FormatException>(() => RouterArtifact.FromBytes(version)).Message, StringComparison.Ordinal);
        Assert.Contains("no learned router", Assert.Throws<FormatException>(() => RouterArtifact.FromBytes([1, 2, 3])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_WithTheSameSeed_MakesTheSameBytes() => Assert.Equal(s_artifact.ToBytes(), Train(seed: 1).ToBytes());

    [Fact]
    public void Training_WhereOutcomesHaveNothingToDoWithThePrompt_KeepsFewTrees()
    {
        var random = new Random(14);
        var noise = MadeOutcomes.Make(600, seed: 15).Select(m => m.Row with { Qualities = [random.Next(2), random.Next(2)] });

        var trees = RouterTraining.Train(["cheap", "dear"], [.. noise], [], MadeOutcomes.Quick, DateTimeOffset.UnixEpoch).Router.Parts.Trees[0];

        Assert.InRange(trees.Roots.Length, MadeOutcomes.Quick.TreeCounts[0], MadeOutcomes.Quick.TreeCounts[1]);
    }

    [Fact]
    public void Prediction_OfALaterPrompt_AllocatesNothing()
    {
        var (scratch, said) = (new PredictionScratch(), new float[2]);
        var prompt = MadeOutcomes.Make(1, seed: 13)[0].Prompt;
        s_artifact.Router.Predict(prompt, scratch, said);
        var before = GC.GetAllocatedBytesForCurrentThread();
        s_artifact.Router.Predict(prompt, scratch, said);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(1, 100, 1, "models")]
    [InlineData(2, 10, 2, "outcomes")]
    [InlineData(2, 100, 3, "qualities")]
    public void Training_OnWhatDoesNotFit_NamesTheField(int models, int outcomes, int qualities, string named)
    {
        var rows = Enumerable.Range(0, outcomes).Select(i => new OutcomeRow(HashedPrompt.Of($"prompt {i}"), null, new float[qualities])).ToArray();

        var refused = Assert.Throws<ArgumentException>(() => RouterTraining.Train([.. Enumerable.Range(0, models).Select(m => $"m{m}")], rows, [], MadeOutcomes.Quick, DateTimeOffset.UnixEpoch));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    private static RouterArtifact Train(int seed, bool labelled = true) =>
        RouterTraining.Train(["cheap", "dear"], [.. MadeOutcomes.Make(600, seed, labelled).Select(m => m.Row)], [], MadeOutcomes.Quick, DateTimeOffset.UnixEpoch);
}
