using Mesh.Routing.Learning;
using Mesh.Training;

namespace Mesh.Routing.Tests.Learning;

public sealed class PlainPredictionTests
{
    private static readonly string[] s_odd =
        ["", "...", "rose", "Rose rose ROSE rose", "tensor, 1,000 tensors and 42 x 2.5", "don't Ünïcödé straße 日本語 tensor", "Which?\nA. rose\nB. tensor\nC. 7\nD. none"];

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(19)]
    public void Prediction_OfAnyPrompt_IsThatOfThePlainFormulas(int models)
    {
        var random = new Random(3);
        var rows = MadeOutcomes.Make(200, seed: 4).Select(m => m.Row with { Qualities = [.. Enumerable.Range(0, models).Select(q => random.NextDouble() < (m.Hard ? 0.2 : 0.6) + (0.02 * q) ? 1f : 0)] });
        var others = MadeOutcomes.Make(60, seed: 6).Select(m => new DifficultyRow(m.Row.Prompt, m.Hard ? 0 : 1)).ToArray();
        var router = RouterTraining.Train([.. Enumerable.Range(0, models).Select(m => $"m{m}")], [.. rows], [others], MadeOutcomes.Quick with { Folds = 2, RidgePenalties = [30] }, DateTimeOffset.UnixEpoch).Router;
        var (scratch, said) = (new PredictionScratch(), new float[models]);
        var made = MadeOutcomes.Make(20, seed: 5).Select(m => m.Prompt).ToArray();
        foreach (var prompt in (string[])[.. s_odd, .. made, string.Join(' ', Enumerable.Repeat(string.Join(' ', made), 12))])
        {
            router.Predict(prompt, scratch, said);
            var plain = PlainPrediction.Of(router, prompt, scratch);
            for (var m = 0; m < models; m++)
            {
                Assert.True(Math.Abs(plain[m] - said[m]) < 1e-4, $"model {m}: {plain[m]}, not {said[m]}, of '{prompt[..Math.Min(40, prompt.Length)]}'");
            }
        }
    }

    [Fact]
    public void Places_OfKeysThatHaveOneSlot_AreThoseOfTheirRows()
    {
        uint[] keys = [.. Enumerable.Range(1, 300).Select(i => (uint)i << 16), 5, 6, 7];
        var vocabulary = new Vocabulary(keys, [.. keys.Select(_ => 1f)], 0, 0);
        uint[] asked = [.. keys, 3u << 28, 8, .. keys, (9u << 16) | 1];
        var places = new int[asked.Length];
        vocabulary.PlacesOf(asked, places);

        Assert.Equal(asked.Select(k => vocabulary.RowOf(k) + 1), places);
        Assert.Equal(1, places[0]);
        Assert.Equal(0, places[^1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(16)]
    [InlineData(37)]
    public void Rows_AddedAtOnce_AreThoseAddedOneByOne(int width)
    {
        var random = new Random(1);
        float[] matrix = [.. Enumerable.Range(0, 50 * width).Select(_ => random.NextSingle())], one = new float[width], all = new float[width];
        int[] rows = [49, 0, 7, 48, 49, 3];
        float[] values = [.. rows.Select(_ => random.NextSingle())];
        Dense.AddRows(matrix, rows, values, all);
        for (var i = 0; i < rows.Length; i++)
        {
            Dense.AddScaled(matrix.AsSpan(rows[i] * width, width), values[i], one);
        }

        Assert.Equal(one, all);
    }
}
