using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Routing.Signals.Tasks;

namespace Mesh.Routing.Tests.Signals;

public sealed class WordTasksTests
{
    [Theory]
    [InlineData("Hi there!", "chat")]
    [InlineData("What is the capital of Australia?", "chat")]
    [InlineData("Which restaurants in Rome would you recommend?", "chat")]
    [InlineData("Write a Python function that merges two sorted lists.", "code")]
    [InlineData("Why does this throw?\n```csharp\nvar x = list.First();\n```", "code")]
    [InlineData("SELECT name FROM users WHERE id = 3 -- make this query faster", "code")]
    [InlineData("Refactor this class and add unit tests", "code")]
    [InlineData("Solve the equation 3x + 5 = 20 for x.", "math")]
    [InlineData("A train travels 120 miles in 2 hours. How many miles does it travel in 5 hours?", "math")]
    [InlineData("Compute the integral of x^2 from 0 to 3", "math")]
    [InlineData("Translate the following sentence into French: Good morning.", "translate")]
    [InlineData("Übersetze das ins Englische: Guten Morgen", "translate")]
    [InlineData("Summarize this article in three bullet points: The council met on Monday to discuss the bridge.", "summarise")]
    [InlineData("tl;dr of the text below please", "summarise")]
    [InlineData("Extract all dates and names from this letter and return JSON", "extract")]
    [InlineData("Classify the sentiment of this review as positive or negative: I loved it.", "classify")]
    [InlineData("Write a haiku about autumn", "creative")]
    [InlineData("Write a short story in which a dragon opens a bakery", "creative")]
    [InlineData("Explain step by step why the sky is blue, and evaluate the hypothesis that it is the sea's reflection.", "reasoning")]
    public void Task_OfAPrompt_IsToldByItsWordsAndForm(string prompt, string task) => Assert.Equal(task, Read(prompt).Task);

    [Fact]
    public void Task_WithAnImageInTheLastMessage_IsVision() =>
        Assert.Equal("vision", WordTasks.BuiltIn.Read(new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart("What is this?"), new ImagePart("data:x", null)] }] }, "What is this?").Task);

    [Theory]
    [InlineData("WRITE A PYTHON FUNCTION THAT MERGES TWO SORTED LISTS")]
    [InlineData("  write   a python\tfunction that merges\n two sorted lists!!")]
    public void Task_UnderChangesThatDoNotMatter_IsTheSame(string prompt) => Assert.Equal("code", Read(prompt).Task);

    [Fact]
    public void Complexity_OfLongWorkInSteps_IsFarAboveThatOfAGreeting()
    {
        var work = Read("Design a service that must accept orders, and also should ensure each step is retried.\n"
            + string.Concat(Enumerable.Range(1, 12).Select(i => $"{i}. The component number {i} must validate its input, should log each failure and also ensure that nothing is lost.\n"))
            + "What would you change? Why? Which risks remain?");

        Assert.InRange(Read("Hello").Complexity, 0, 0.1);
        Assert.InRange(work.Complexity, 0.6, 1);
    }

    [Fact]
    public void OwnClass_WithExamples_IsFoundByWhatIsLikeThem()
    {
        var tasks = WordTasks.BuiltIn.ReadyFor(
        [
            new TaskEntry { Name = "legal.contract-review", Examples = ["Which clauses of this lease are unusual for the tenant?", "Does this supplier contract limit liability?", "Compare the termination clauses of the two agreements.", "Is the indemnity clause in this contract one-sided?"] },
            new TaskEntry { Name = "kitchen", Examples = ["Which oven temperature does this bread need?", "Substitute butter in this cake recipe.", "How long do I boil the eggs for a salad?"] },
            new TaskEntry { Name = "empty" },
        ]);

        Assert.Equal("legal.contract-review", Read("Please check the liability and termination clauses of this supplier contract.", tasks).Task);
        Assert.Equal("kitchen", Read("How long does the bread stay in the oven, and at which temperature?", tasks).Task);
        Assert.Equal("code", Read("Write a Python function that merges two sorted lists.", tasks).Task);
        Assert.Equal("chat", Read("Hi there!", tasks).Task);
    }

    [Fact]
    public void Reading_OfAnyPrompt_HasConfidenceAndComplexityFromZeroToOne() => CsCheck.Check.Sample(
        CsCheck.Gen.String,
        prompt => Read(prompt) is { Confidence: >= 0 and <= 1, Complexity: >= 0 and <= 1, Task.Length: > 0 },
        iter: 3000);

    private static TaskReading Read(string prompt, ITaskSignals? tasks = null) =>
        (tasks ?? WordTasks.BuiltIn).Read(new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(prompt)] }] }, prompt);
}
