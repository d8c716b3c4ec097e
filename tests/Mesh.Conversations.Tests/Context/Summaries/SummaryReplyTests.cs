using Mesh.Contracts.Conversations.Notes;
using Mesh.Conversations.Context.Summaries;

namespace Mesh.Conversations.Tests.Context.Summaries;

public sealed class SummaryReplyTests
{
    private const string Good = """{"kind":"open_question","key":" which week ","text":"which week?","turns":[4,3,4]}""";

    [Theory]
    [InlineData("{\"items\":[" + Good + "]}")]
    [InlineData("```json\n{\"items\":[" + Good + "]}\n```")]
    public void Answer_InItsForm_IsTaken(string answer)
    {
        var update = Assert.Single(SummaryReply.Read(answer, [3, 4]).Updates!);

        Assert.Equal((SummaryKind.OpenQuestion, "which week", "which week?"), (update.Kind, update.Key, update.Text));
        Assert.Equal([3L, 4L], update.Turns);
    }

    [Theory]
    [InlineData("no", "there is no JSON object")]
    [InlineData("{\"items\":[}", "it is not JSON")]
    [InlineData("{\"item\":[]}", "'items' is missing")]
    [InlineData("{\"items\":[1]}", "items[0]: it is no object")]
    [InlineData("""{"items":[{"kind":"rumour","key":"k","text":"t","turns":[3]}]}""", "items[0]: 'kind' must be one of goal, constraint")]
    [InlineData("""{"items":[{"kind":"fact","key":" ","text":"t","turns":[3]}]}""", "items[0]: 'key' must have")]
    [InlineData("""{"items":[{"kind":"fact","key":"k","text":7,"turns":[3]}]}""", "items[0]: 'text' must have")]
    [InlineData("""{"items":[{"kind":"fact","key":"k","text":"t","turns":[]}]}""", "items[0]: 'turns' must name")]
    [InlineData("""{"items":[{"kind":"fact","key":"k","text":"t","turns":[9]}]}""", "items[0]: 'turns' must hold numbers of the turns that were shown")]
    public void Answer_ThatCannotBeUsed_SaysWhatIsWrong(string answer, string mistake)
    {
        var (updates, told) = SummaryReply.Read(answer, [3, 4]);

        Assert.Null(updates);
        Assert.StartsWith(mistake, told, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_WithMoreChangesThanMayBe_IsNotUsed() =>
        Assert.Contains("more than 64", SummaryReply.Read($"{{\"items\":[{string.Join(',', Enumerable.Repeat(Good, 65))}]}}", [3, 4]).Mistake, StringComparison.Ordinal);

    [Fact]
    public void Batch_OfLongTurns_TakesSomeAtATimeAndSaysWhatItCut()
    {
        var branch = new Branch().Many(10, 1000).Turn(Branch.Answers("ok"), Branch.Says(new string('x', 20_000)));

        var first = SummaryBatch.Of(branch.Turns, ConversationNotes.Empty);
        var last = SummaryBatch.Of(branch.Turns.Skip(10), ConversationNotes.Empty);

        Assert.Equal([1L, 2L, 3L, 4L], first.Turns);
        Assert.False(first.IsCut);
        Assert.StartsWith("--- turn 1\nuser: q1 word ", first.Text, StringComparison.Ordinal);
        Assert.True(last.IsCut);
        Assert.InRange(last.Text.Length, SummaryBounds.LongestTurn, SummaryBounds.LongestTurn + 100);
    }
}
