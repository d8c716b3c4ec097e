using Mesh.Load.Recorded;
using Mesh.RouterEval.Cascades;
using Mesh.RouterEval.Votes;

namespace Mesh.Silo.Tests.Plans;

/// <summary>Plans fitted on made answers and asked others of them through a mesh: it must do and cost what the rules alone say.</summary>
public sealed class RecordedReplayTests : IDisposable
{
    private const int Asked = 12;
    private readonly string _folder = Directory.CreateTempSubdirectory("recorded").FullName;
    private readonly Random _random = new(5);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Plans_OfFinalAnswers_DoAndCostWhatTheRulesSay()
    {
        WriteAnswers();
        var (one, other) = AnswerTable.ReadAll(_folder, []).Single().Halves(3);
        var bed = VotePlans.Bed(one, other);
        bed = bed with { Questions = bed.Questions[..Asked] };

        var answers = await new RecordedReplay(bed).RunAsync();

        Assert.Contains(bed.Plans, p => p.Plan is { } plan && plan.Contains("gains:", StringComparison.Ordinal));
        Assert.Contains(bed.Plans, p => p.Plan is { } plan && plan.Contains("gate:", StringComparison.Ordinal));
        AssertAgrees(bed, answers);
    }

    [Fact]
    public async Task Plans_OfAPair_DoAndCostWhatTheRulesSay()
    {
        WritePairs();
        var (one, other) = Assert.Single(CascadeSource.Read(_folder)).Halves(3);
        var bed = PairPlans.Bed(one, other, 7);
        bed = bed with { Questions = bed.Questions[..Asked] };

        AssertAgrees(bed, await new RecordedReplay(bed).RunAsync());
    }

    [Fact]
    public async Task Command_OnTwoFolders_WritesATableOfTheSecond()
    {
        WriteAnswers();
        var file = Path.Combine(_folder, "out.md");

        Assert.Equal(0, await RecordedCommand.RunAsync(_folder, _folder, file, 1, most: 2));

        var text = await File.ReadAllTextAsync(file);
        Assert.Contains("### t: 2 questions, 4 models, 4 of them priced", text, StringComparison.Ordinal);
        Assert.Contains("| weighted vote of 5 |", text, StringComparison.Ordinal);
    }

    private static void AssertAgrees(RecordedBed bed, ReplayedAnswer[][] answers)
    {
        foreach (var (place, plan) in bed.Plans.Index())
        {
            for (var i = 0; i < bed.Questions.Length; i++)
            {
                var (expected, came) = (plan.Expected(i), answers[place][i]);
                Assert.Null(came.Fault);
                if (plan.IsChosenByTheMesh)
                {
                    continue;
                }

                Assert.True(expected.Quality == came.Quality, $"{plan.Name}, question {i}: {came.Quality}, by the rule {expected.Quality}");
                Assert.True(Math.Abs(expected.Cost - came.CostUsd) <= 0.02 * expected.Cost, $"{plan.Name}, question {i}: {came.CostUsd} USD, by the rule {expected.Cost}");
                Assert.True(plan.IsCached || Math.Abs(expected.Seconds - came.Seconds) < 1e-6, $"{plan.Name}, question {i}: {came.Seconds} s, by the rule {expected.Seconds}");
            }
        }
    }

    private void WriteAnswers()
    {
        File.WriteAllText(Path.Combine(_folder, "prices.json"), """{"models":{"a":{"in":0.1,"out":0.1},"b":{"in":0.2,"out":0.2},"c":{"in":3,"out":3},"d":{"in":30,"out":30}}}""");
        File.WriteAllLines(Path.Combine(_folder, "t.jsonl"), Enumerable.Range(0, 160).Select(i => $$"""{"prompt":"Box {{Name(i)}} holds {{i}} and {{i}}. How many?","models":{"a":{{Given(i, 0.75)}},"b":{{Given(i, 0.8)}},"c":{{Given(i, 0.85)}},"d":{{Given(i, 0.9)}} } }"""));
    }

    private string Given(int i, double accuracy) => _random.NextDouble() < accuracy ? $"""["{2 * i}",1,400]""" : $"""["{(2 * i) + _random.Next(1, 4)}",0,600]""";

    // A word of its own: questions that differ by their numbers alone are one question to folds.
    private static string Name(int i) => string.Concat(Enumerable.Range(0, 5).Select(k => (char)('a' + (i / (int)Math.Pow(5, k) % 5 * 5) + k)));

    private void WritePairs() => File.WriteAllLines(Path.Combine(_folder, "pairs.jsonl"), Enumerable.Range(0, 480).Select(i =>
    {
        var right = _random.NextDouble() < 0.6;
        var sum = right || _random.NextDouble() < 0.4 ? 2 * i : (2 * i) + 1;
        return $$"""{"prompt":"Shop {{Name(i)}} sells {{i}} apples and {{i}} pears. How many in all?","weak":{{(right ? 1 : 0)}},"strong":{{(_random.NextDouble() < 0.9 ? 1 : 0)}},"weak_response":"It is {{i}} + {{i}} = {{sum}}.\n#### {{sum}}","strong_response":"#### {{2 * i}}"}""";
    }));
}
