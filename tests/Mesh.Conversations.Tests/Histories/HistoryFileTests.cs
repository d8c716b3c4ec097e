using Mesh.Testing.Histories;

namespace Mesh.Conversations.Tests.Histories;

/// <summary>Histories out of the files of many clients, without holding more than a share of them.</summary>
public sealed class HistoryFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("histories").FullName;

    [Fact]
    public void Operation_WrittenAndRead_IsTheSame()
    {
        var operation = History.Send("t", 1, 2, 3) with { Session = "s", Content = "h", Attempt = 2, Answer = "a" };
        var read = History.Read(3, 4, 1) with { Digest = "d", List = [History.Entry("t", 1)] };
        Write("a", operation, read);

        var back = HistoryFile.Read(PathOf("a")).ToList();

        Assert.Equal(operation, back[0]);
        Assert.Equal(read.List, back[1].List);
        Assert.Equal(read with { List = null }, back[1] with { List = null });
    }

    [Fact]
    public void Conversations_SpreadOverFiles_AreCheckedOneByOne()
    {
        Write("a", [.. Enumerable.Range(0, 300).Select(i => History.Send("t1", 1, 2, 1) with { Conversation = $"c{i}" })]);
        Write("b", [.. Enumerable.Range(0, 300).Select(i => History.Final(9, i == 7 ? [] : ["t1"]) with { Conversation = $"c{i}" })]);

        var report = new HistoryRun(Path.Combine(_folder, "shares")).Check([PathOf("a"), PathOf("b")]);

        Assert.Equal((300, 600, 300, 1), (report.Conversations, report.Operations, report.Acknowledged, report.Violated));
        Assert.Equal((ViolationKind.LostTurn, "c7"), (report.Violations[0].Kind, report.Violations[0].Conversation));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "shares")));
    }

    [Fact]
    public void Conversation_LargerThanMayBeHeld_IsRefusedByName()
    {
        Write("a", [.. Enumerable.Range(0, 11).Select(i => History.Read(i, i, 0))]);

        Assert.Contains("Conversation c", Assert.Throws<InvalidDataException>(() => new HistoryRun(Path.Combine(_folder, "shares"), mostOfOne: 10).Check([PathOf("a")])).Message);
    }

    [Fact]
    public void Line_ThatItsWriterDidNotFinish_IsLeftOut()
    {
        Write("a", History.Read(1, 2, 0));
        File.AppendAllText(PathOf("a"), "{\"kind\":\"Read\",\"conv");

        Assert.Single(HistoryFile.Read(PathOf("a")));
    }

    [Fact]
    public void Line_ThatIsNoOperation_IsRefusedByNumber()
    {
        Write("a", History.Read(1, 2, 0));
        File.AppendAllText(PathOf("a"), "nonsense\n");

        Assert.Contains("Line 2", Assert.Throws<InvalidDataException>(() => HistoryFile.Read(PathOf("a")).ToList()).Message);
    }

    [Fact]
    public void Violations_MoreThanAReportHolds_AreCounted()
    {
        var report = new HistoryReport();
        var violation = new HistoryViolation(ViolationKind.LostTurn, "c", "lost");

        report.Add(new ConversationHistory("c", []), [.. Enumerable.Repeat(violation, HistoryRun.MostViolations + 5)]);

        Assert.Equal((HistoryRun.MostViolations, HistoryRun.MostViolations + 5), (report.Violations.Count, report.Violated));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string PathOf(string name) => Path.Combine(_folder, $"{name}.jsonl");

    private void Write(string name, params OperationRecord[] operations)
    {
        using var writer = new HistoryWriter(PathOf(name));
        foreach (var operation in operations)
        {
            writer.Add(operation);
        }
    }
}
