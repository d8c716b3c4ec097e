using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Context;

namespace Mesh.Conversations.Tests.Context;

public sealed class PromptAssemblyTests
{
    private static readonly AnsweringModel s_same = Branch.Model with { Name = "a" };

    [Fact]
    public void Prompt_ThatFits_IsEverythingWordForWordAndNothingIsCounted()
    {
        var branch = new Branch().Many(3, 2);

        var prompt = branch.Prompt(s_same with { Count = _ => throw new InvalidOperationException("nothing depends on it") }, Branch.Asks(Branch.Says("now")) with { Instructions = "be kind", Pinned = ["it is Monday"] });

        Assert.Equal(
            ["System: be kind\n\nKeep in mind:\n- it is Monday", "User: q1 word word ", "Assistant: a1", "User: q2 word word ", "Assistant: a2", "User: q3 word word ", "Assistant: a3", "User: now"],
            prompt.Request.Messages.Select(Branch.Line));
        Assert.Equal((1L, 0L, false, false), (prompt.Told.OldestTurn, prompt.Told.SummaryThrough, prompt.Told.LeavesOut, prompt.Told.IsCounted));
    }

    [Fact]
    public void Prompt_LongerThanTheContext_KeepsTheLastTurnsAndSaysWhatIsMissing()
    {
        var prompt = new Branch().Many(100, 50).Prompt(s_same with { ContextTokens = 2000 }, Branch.Asks(Branch.Says("now")));

        Assert.True(prompt.Told.LeavesOut);
        Assert.InRange(prompt.Told.OldestTurn, 80, 95);
        Assert.Contains("Earlier turns", Branch.Line(prompt.Request.Messages[0]), StringComparison.Ordinal);
        Assert.StartsWith($"User: q{prompt.Told.OldestTurn} ", Branch.Line(prompt.Request.Messages[1]), StringComparison.Ordinal);
        Assert.Equal("User: now", Branch.Line(prompt.Request.Messages[^1]));
        Assert.InRange(prompt.Told.Tokens, 1200, 1500);
    }

    [Fact]
    public void Prompt_WhereTheBytesDoNotFit_IsFilledByTheModelsOwnCount()
    {
        var branch = new Branch().Many(100, 50);

        var estimated = branch.Prompt(s_same with { ContextTokens = 2000 }, Branch.Asks(Branch.Says("now")));
        var counted = branch.Prompt(s_same with { ContextTokens = 2000, Count = text => text.Count(c => c == ' ') + 1 }, Branch.Asks(Branch.Says("now")));

        Assert.True(counted.Told.IsCounted);
        Assert.True(counted.Told.OldestTurn < estimated.Told.OldestTurn, $"{counted.Told.OldestTurn} against {estimated.Told.OldestTurn}");
    }

    [Fact]
    public void NewMessage_ThatDoesNotFitAlone_IsRefusedByHowMuchAndNeverCut()
    {
        var refused = Assert.Throws<MeshException>(() => new Branch().Many(2, 2).Prompt(s_same with { ContextTokens = 1000 }, Branch.Asks(Branch.Says(new string('x', 6000)))));

        Assert.Equal((MeshErrorCode.InvalidRequest, "context_too_long", "input.messages"), (refused.Error.Code, refused.Error.Reason, refused.Error.Field));
        Assert.Contains("2008 tokens", refused.Error.Message, StringComparison.Ordinal);
        Assert.Contains("1258 too many", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Walk_OverALongBranch_TakesNoMoreTurnsThanFit()
    {
        var (few, many) = (new Branch().Many(200, 20), new Branch().Many(10_000, 20));

        few.Prompt(s_same with { ContextTokens = 4000 }, Branch.Asks(Branch.Says("now")));
        many.Prompt(s_same with { ContextTokens = 4000 }, Branch.Asks(Branch.Says("now")));

        Assert.InRange(few.Taken, 10, 100);
        Assert.InRange(many.Taken, few.Taken - 2, few.Taken + 2);
    }

    [Fact]
    public void Walk_ForASummaryThatCoversNothingOfTheBranch_EndsAtItsBound()
    {
        var branch = new Branch().Many(10_000, 20);

        var prompt = branch.Prompt(s_same with { ContextTokens = 4000 }, Branch.Asks(Branch.Says("now")) with { Notes = Notes(20_000, 20_000, "elsewhere") });

        Assert.InRange(branch.Taken, PromptAssembly.MostSearched, PromptAssembly.MostSearched + 100);
        Assert.Equal((0L, true), (prompt.Told.SummaryThrough, prompt.Told.LeavesOut));
        Assert.DoesNotContain("elsewhere", string.Concat(prompt.Request.Messages.Select(Branch.Line)), StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_OfWhatDoesNotFit_StandsInItsPlace()
    {
        var prompt = new Branch().Many(100, 50).Prompt(s_same with { ContextTokens = 2000 }, Branch.Asks(Branch.Says("now")) with { Notes = Notes(1, 95, "the code is 4711") });

        Assert.Equal((95L, false), (prompt.Told.SummaryThrough, prompt.Told.LeavesOut));
        Assert.Equal("System: Summary of the earlier turns, which are not all shown:\nFacts:\n- the code is 4711", Branch.Line(prompt.Request.Messages[0]));
    }

    [Fact]
    public void Summary_WithAGapBeforeTheFirstTurnTold_IsToldAndTheGapToo()
    {
        var prompt = new Branch().Many(100, 50).Prompt(s_same with { ContextTokens = 2000 }, Branch.Asks(Branch.Says("now")) with { Notes = Notes(1, 40, "the code is 4711") });

        Assert.Equal((40L, true), (prompt.Told.SummaryThrough, prompt.Told.LeavesOut));
        Assert.Contains("4711", Branch.Line(prompt.Request.Messages[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void ToolResult_WhoseCallDoesNotFit_IsToldInWordsWithIt()
    {
        var call = new ToolCall("c1", "weather", """{"city":"Oslo"}""");
        var branch = new Branch()
            .Turn(Branch.Answers("", call), Branch.Says(string.Concat(Enumerable.Repeat("long ", 2000))))
            .Turn(Branch.Answers("7 degrees"), Branch.Result("c1", "7"));

        var prompt = branch.Prompt(s_same with { ContextTokens = 2000 }, Branch.Asks(Branch.Says("and Bergen?")));

        Assert.Equal(["""User: [Result of the tool call weather({"city":"Oslo"}):]|7""", "Assistant: 7 degrees", "User: and Bergen?"], prompt.Request.Messages.Skip(1).Select(Branch.Line));
    }

    [Fact]
    public void ToolCall_ThatWasNeverAnswered_IsToldInWords()
    {
        var prompt = new Branch().Turn(Branch.Answers("wait", new ToolCall("c1", "weather", "{}")), Branch.Says("weather?")).Prompt(s_same, Branch.Asks(Branch.Says("never mind")));

        Assert.Equal(["User: weather?", "Assistant: wait|[Called weather({}); no result was given.]", "User: never mind"], prompt.Request.Messages.Select(Branch.Line));
    }

    [Fact]
    public void Tools_ForAModelWithoutThem_AreToldInWords()
    {
        var branch = new Branch().Turn(Branch.Answers("", new ToolCall("c1", "weather", "{}")), Branch.Says("weather?")).Turn(Branch.Answers("7 degrees"), Branch.Result("c1", "7"));

        var prompt = branch.Prompt(s_same with { Capabilities = Contracts.Catalog.ModelCapabilities.Text }, Branch.Asks(Branch.Says("thanks")));

        Assert.Equal(["User: weather?", "Assistant: [Called weather({}).]", "User: [Result of the tool call weather({}):]|7", "Assistant: 7 degrees", "User: thanks"], prompt.Request.Messages.Select(Branch.Line));
    }

    [Fact]
    public void Image_ForAModelThatCannotSee_IsToldInWordsOrSaidToBeMissing()
    {
        var seen = new ImagePart("data:image/png;base64,aGVsbG8=", null);
        var unseen = new ImagePart("https://example.com/x.png", null);
        var branch = new Branch().Turn(Branch.Answers("ok"), new ChatMessage { Role = ChatRole.User, Parts = [new TextPart("look"), seen, unseen] });
        var notes = new ConversationNotes { Images = [new ImageDescription("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "a red square", "v")] };

        var prompt = branch.Prompt(s_same, Branch.Asks(Branch.Says("so?")) with { Notes = notes });

        Assert.Equal("User: look|[An image, in words: a red square]|[An image stood here. You cannot see it, and there is no description of it.]", Branch.Line(prompt.Request.Messages[0]));
        Assert.Equal((1, 1), (prompt.Told.Described, prompt.Told.Missing));
        Assert.Equal(unseen, Assert.Single(prompt.Undescribed));
    }

    [Fact]
    public void Reasoning_GoesBackToTheSameModelAloneAndOnlyWhereItIsTaken()
    {
        var branch = new Branch().Turn(new ChatMessage { Role = ChatRole.Assistant, Parts = [new ReasoningPart("hm"), new TextPart("yes")] }, Branch.Says("really?"));

        string Answer(AnsweringModel model) => Branch.Line(branch.Prompt(model, Branch.Asks(Branch.Says("why?"))).Request.Messages[^2]);

        Assert.Equal("Assistant: ReasoningPart|yes", Answer(s_same with { TakesReasoning = true }));
        Assert.Equal("Assistant: yes", Answer(s_same));
        Assert.Equal("Assistant: yes", Answer(Branch.Model with { TakesReasoning = true }));
    }

    [Fact]
    public void HandOver_ToAnotherModel_IsToldInTheWordsOfItsForm()
    {
        var branch = new Branch()
            .Turn(Branch.Answers("", new ToolCall("c1", "weather", """{"city":"Oslo"}""")), Branch.Says("plan my trip"))
            .Turn(Branch.Answers("7 degrees"), Branch.Result("c1", "7"));
        var notes = new ConversationNotes
        {
            Summary = new ConversationSummary
            {
                Revision = 1,
                Covered = [new TurnRange(1, 2)],
                Items = [Item(SummaryKind.Goal, "trip", "plan a trip to Norway"), Item(SummaryKind.Fact, "oslo", "Oslo has 7 degrees"), Item(SummaryKind.Constraint, "money", "at most 500 euros"), Item(SummaryKind.OpenQuestion, "when", "which week?"), Item(SummaryKind.Decision, "train", "go by train")],
            },
        };

        var prompt = branch.Prompt(Branch.Model, Branch.Asks(Branch.Says("go on")) with { Notes = notes, Instructions = "be brief" });

        Assert.Equal(new HandOver("a", "b", "", 1), prompt.Told.HandOver);
        Assert.Equal(
            """
            System: be brief

            Hand-over: until now a answered in this conversation; you go on with it. Take what stands here as settled: do not begin anew, and do not ask for it again.
            Task:
            - plan a trip to Norway
            State:
            - go by train
            - Oslo has 7 degrees
            Constraints:
            - at most 500 euros
            Open:
            - which week?
            Tried so far:
            - weather({"city":"Oslo"}) gave 7
            """.ReplaceLineEndings("\n"),
            Branch.Line(prompt.Request.Messages[0]));
    }

    private static SummaryItem Item(SummaryKind kind, string key, string text) => new() { Kind = kind, Key = key, Statements = [new SummaryStatement(text, [1])] };

    private static ConversationNotes Notes(long first, long last, string fact) => new()
    {
        Summary = new ConversationSummary { Revision = 1, Covered = [new TurnRange(first, last)], Items = [new SummaryItem { Kind = SummaryKind.Fact, Key = "k", Statements = [new SummaryStatement(fact, [first])] }] },
    };
}
