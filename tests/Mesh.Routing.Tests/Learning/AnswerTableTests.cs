using Mesh.RouterEval.Votes;
using Mesh.Strategies.Votes.Learned;

namespace Mesh.Routing.Tests.Learning;

public sealed class AnswerTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("answers").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Tables_BelowAFolder_AreReadWithFormsPricesAndWithoutIncompleteModels()
    {
        File.WriteAllText(Path.Combine(_folder, "prices.json"), """{"models":{"a":{"in":1,"out":2},"b":{"in":3,"out":4}}}""");
        File.WriteAllLines(Path.Combine(_folder, "t.jsonl"),
        [
            """{"prompt":"How many?","models":{"a":["18",1,400],"b":["$18.00",1,100],"c":["17",0,100],"left-out":["18",1,9],"late":["1",0,9]}}""",
            """{"prompt":"And now?","models":{"a":["2",0,400],"b":[null,0,100],"c":["3",1,100],"left-out":["3",1,9]}}""",
        ]);
        File.WriteAllLines(Path.Combine(_folder, "other.jsonl"), ["""{"prompt":"x","weak":1,"strong":0}"""]);

        var table = Assert.Single(AnswerTable.ReadAll(_folder, ["left"]));

        Assert.Equal(["a", "b", "c"], table.Models);
        Assert.Equal([0, 1], table.Priced);
        Assert.Equal([0, 0, 1], table.Rows[0].Given.Answers);
        Assert.Equal([1, 0], table.Rows[0].Qualities);
        Assert.Equal([0, -1, 1], table.Rows[1].Given.Answers);
        Assert.Equal(((9 + 600) * 1 + 400 * 2) / 4e6, table.Rows[0].Costs[0], 12);
        Assert.Equal(double.NaN, table.Rows[0].Costs[2]);
        Assert.Equal(0, table.Mixed);

        Assert.Equal(["How many?", "And now?"], table.Prompts);
        Assert.True(table.Texts[1] is ["2", null, "3"]);
        Assert.Equal([0.0, 0, 1], table.Marks[1]);
        Assert.Equal(3, table.Prices[1]!.In);
        var (one, other) = table.Halves(1);
        Assert.Equal(2, one.Rows.Length + other.Rows.Length);
        Assert.Equal(["And now?", "How many?"], one.Prompts.Concat(other.Prompts).Order());

        var turned = table.WithModels(["c", "a"]);
        Assert.Equal([1, 0], turned.Rows[0].Given.Answers);
        Assert.Equal([1], turned.Priced);
    }

    [Fact]
    public void Command_OnAFolder_WritesItsTables()
    {
        var random = new Random(3);
        File.WriteAllText(Path.Combine(_folder, "prices.json"), """{"models":{"a":{"in":1,"out":1},"b":{"in":2,"out":2},"c":{"in":30,"out":30}}}""");
        File.WriteAllLines(Path.Combine(_folder, "t.jsonl"), Enumerable.Range(0, 120).Select(i => $$"""{"prompt":"Question {{i}}?","models":{"a":{{Answer(0.7)}},"b":{{Answer(0.7)}},"c":{{Answer(0.9)}} } }"""));

        Assert.Equal(0, VotesCommand.Run(_folder, Path.Combine(_folder, "out"), null, [], 1));

        var report = File.ReadAllText(Path.Combine(_folder, "out", "votes.md"));
        Assert.Contains("## t: 120 questions, 3 models, 3 of them priced", report, StringComparison.Ordinal);
        Assert.Contains("cascade by expected gain, goal 100%", report, StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(Path.Combine(_folder, "out"), "*.gains.json"), f => Assert.NotEmpty(GainArtifact.FromJson(File.ReadAllText(f)).Cascade.Members));

        string Answer(double accuracy) => random.NextDouble() < accuracy ? """["1",1,100]""" : $"""["{random.Next(2, 9)}",0,200]""";
    }
}
