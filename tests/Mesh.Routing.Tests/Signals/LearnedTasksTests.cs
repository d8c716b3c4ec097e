using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Routing.Signals.Tasks;
using Mesh.Routing.Tasks;

namespace Mesh.Routing.Tests.Signals;

public sealed class LearnedTasksTests
{
    private static readonly TaskEntry s_contracts = new()
    {
        Name = "legal.contract-review",
        Parent = "legal",
        Examples =
        [
            "Which clauses of this lease are unusual for the tenant?", "Does this supplier contract limit liability?", "Compare the termination clauses of the two agreements.",
            "Is the indemnity clause in this contract one-sided?", "Check the liability clause of the attached agreement.", "Which obligations does this contract put on the buyer?",
        ],
    };

    [Theory]
    [InlineData("Hi there!", "chat")]
    [InlineData("Write a Python function that merges two sorted lists.", "code")]
    [InlineData("WRITE A PYTHON FUNCTION THAT MERGES TWO SORTED LISTS", "code")]
    [InlineData("Solve the equation 3x + 5 = 20 for x.", "math")]
    [InlineData("Translate the following sentence into French: Good morning.", "translate")]
    [InlineData("Summarize this article in three bullet points: The council met on Monday to discuss the bridge.", "summarise")]
    [InlineData("Classify the sentiment of this review as positive or negative: I loved it.", "classify")]
    [InlineData("Write a haiku about autumn", "creative")]
    [InlineData("", "chat")]
    public void Task_OfAPlainRequest_IsToldWithoutACatalogue(string prompt, string task) => Assert.Equal(task, Read(LearnedTasks.BuiltIn, prompt).Task);

    [Fact]
    public void Task_WithAPictureInTheLastMessage_IsVisionOrAClassOfIt()
    {
        var own = LearnedTasks.Of(
        [
            new TaskEntry { Name = "vision.receipt", Parent = "vision", Examples = ["Read the total from this receipt.", "Which shop printed this receipt?", "What is the date on the receipt?", "How much was paid on this receipt?"] },
        ]);

        Assert.Equal("vision", Read(LearnedTasks.BuiltIn, "Write a Python function for this.", picture: true).Task);
        Assert.Equal("vision", Read(own, "Write a Python function for this.", picture: true).Task);
        Assert.Equal("vision.receipt", Read(own, "Please read the total and the date from this receipt.", picture: true).Task);
    }

    [Fact]
    public void OwnClass_WithExamples_IsFoundByWhatIsLikeThemAndNoOtherLosesItsOwn()
    {
        var tasks = LearnedTasks.Of([s_contracts, new TaskEntry { Name = "empty" }, new TaskEntry { Name = "legal", Parent = "reasoning" }]);

        Assert.Equal("legal.contract-review", Read(tasks, "Please check the liability and termination clauses of this supplier contract.").Task);
        Assert.Equal("code", Read(tasks, "Write a Python function that merges two sorted lists.").Task);
        Assert.Equal("chat", Read(tasks, "Hi there!").Task);
    }

    [Fact]
    public void OwnExamples_OfABuiltInClass_AreAddedToIt()
    {
        const string Prompt = "Frobnicate the quux ledger against the blivet roster.";
        var tasks = LearnedTasks.Of([new TaskEntry { Name = "extract", Examples = ["Frobnicate the quux roster.", "Frobnicate the blivet ledger today.", "Frobnicate this quux against that blivet."] }]);

        Assert.NotEqual("extract", Read(LearnedTasks.BuiltIn, Prompt).Task);
        Assert.Equal("extract", Read(tasks, Prompt).Task);
    }

    [Fact]
    public void Complexity_OfLongWork_IsAboveThatOfAGreeting()
    {
        var work = LearnedTasks.BuiltIn.Complexity("Design a distributed ledger that keeps total order under partitions, prove that it is linearizable, and compare its cost with Raft step by step.");

        Assert.True(work > LearnedTasks.BuiltIn.Complexity("Hello") + 0.3, $"{work}");
    }

    [Fact]
    public void Bound_OfOwnClasses_IsWhatTheClassifierTakes()
    {
        TaskEntry[] own = [.. Enumerable.Range(0, TaskClasses.MostOwn).Select(i => new TaskEntry { Name = $"own{i}", Examples = [$"word{i} thing{i}"] })];

        Assert.Equal(TaskClassifier.MostClasses, TaskClasses.BuiltIn.Count + TaskClasses.MostOwn);
        Assert.InRange(Read(LearnedTasks.Of(own), "word7 thing7").Confidence, 0, 1);
    }

    [Fact]
    public void Reading_OfAnyPrompt_HasConfidenceAndComplexityFromZeroToOne() => CsCheck.Check.Sample(
        CsCheck.Gen.String,
        prompt => Read(LearnedTasks.BuiltIn, prompt) is { Confidence: >= 0 and <= 1, Task.Length: > 0 } && LearnedTasks.BuiltIn.Complexity(prompt) is >= 0 and <= 1,
        iter: 1000);

    private static TaskReading Read(LearnedTasks tasks, string prompt, bool picture = false)
    {
        ContentPart[] parts = picture ? [new TextPart(prompt), new ImagePart("data:x", null)] : [new TextPart(prompt)];
        return tasks.Read(new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = parts }] }, prompt);
    }
}
