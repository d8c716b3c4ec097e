using Mesh.Routing.Tasks;

namespace Mesh.Routing.Tests.Tasks;

public sealed class TaskClassifierTests
{
    private static readonly TaskClassifier s_builtIn = TaskClassifier.Learn(BuiltInTasks.Classes);

    private static readonly TaskClass s_legal = new("legal.contract-review", "reasoning", "Reviewing clauses of contracts for risks.",
    [
        "Review the limitation of liability clause below for risks to the buyer.",
        "Does this indemnification clause expose us to uncapped damages?",
        "Check the termination clause of the attached master services agreement.",
        "Is the governing law clause acceptable under our playbook?",
        "Which clauses of this NDA deviate from our standard position?",
        "Redline the assignment clause so that consent is needed from both parties.",
    ]);

    [Theory]
    [InlineData("Could you translate 'the invoice is overdue' into Portuguese for me?", "translate")]
    [InlineData("Solve for y: 4y - 3 = 21", "math")]
    [InlineData("Write a Python function that returns the longest word of a sentence", "code")]
    [InlineData("Summarize the text below in two sentences.", "summarise")]
    [InlineData("Write a limerick about a forgetful wizard", "creative")]
    [InlineData("Is this tweet positive or negative? \"worst day ever\"", "classify")]
    [InlineData("What animal is in this picture?", "vision")]
    [InlineData("Extract all e-mail addresses from the following text as JSON.", "extract")]
    [InlineData("hi, how are you?", "chat")]
    public void Guess_OfAPlainRequest_IsItsClass(string prompt, string task) => Assert.Equal(task, s_builtIn.Guess(prompt, new TaskScratch()).Name);

    [Fact]
    public void HeldOutLines_OfTheBuiltInClasses_AreMostlyToldApart()
    {
        var (right, asked) = (0, 0);
        foreach (var fold in Enumerable.Range(0, 3))
        {
            var learned = TaskClassifier.Learn([.. BuiltInTasks.Examples.Where(e => e.Line % 3 != fold).GroupBy(e => e.Task).Select(g => new TaskClass(g.Key, null, "", [.. g.Select(e => e.Prompt)]))]);
            var scratch = new TaskScratch();
            foreach (var example in BuiltInTasks.Examples.Where(e => e.Line % 3 == fold))
            {
                (right, asked) = (right + (learned.Guess(example.Prompt, scratch).Name == example.Task ? 1 : 0), asked + 1);
            }
        }

        Assert.True(right > 0.6 * asked, $"{right} of {asked}");
    }

    [Fact]
    public void Class_AddedAtRunTime_IsNamedWithoutLosingTheOthers()
    {
        var added = TaskClassifier.Learn([.. BuiltInTasks.Classes, s_legal]);

        Assert.Equal("legal.contract-review", added.Guess("Please review the confidentiality clause of this agreement for risks.", new TaskScratch()).Name);
        Assert.Equal("math", added.Guess("Solve for y: 4y - 3 = 21", new TaskScratch()).Name);
    }

    [Fact]
    public void SpecialCase_ThatIsNotLikely_IsNamedByItsParent()
    {
        TaskClass[] classes =
        [
            new("animals", null, "", ["the dog barks", "the cat sleeps", "the horse runs"]),
            new("animals.fish", "animals", "", ["the trout swims", "the salmon swims", "the pike bites"]),
            new("numbers", null, "", ["one and two", "three and four", "five and six"]),
        ];
        var guess = TaskClassifier.Learn(classes).Guess("the dog barks and the trout swims", new TaskScratch());

        Assert.StartsWith("animals", guess.Name, StringComparison.Ordinal);
        Assert.InRange(guess.Confidence, 0.5f, 1f);
    }

    [Fact]
    public void Shares_OfAnyPrompt_AddUpToOne()
    {
        var shares = new float[s_builtIn.Names.Count];
        foreach (var prompt in new[] { "", "?", new string('a', 50_000), "写一首诗" })
        {
            s_builtIn.Shares(prompt, new TaskScratch(), shares);
            Assert.Equal(1, shares.Sum(), 3);
        }
    }

    [Fact]
    public void Guess_OfALaterPrompt_AllocatesNothing()
    {
        var scratch = new TaskScratch();
        s_builtIn.Guess("Solve for y: 4y - 3 = 21", scratch);
        var before = GC.GetAllocatedBytesForCurrentThread();
        s_builtIn.Guess("Solve for y: 4y - 3 = 21", scratch);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Examples_BeyondTheBound_AreReadEvenly()
    {
        string[] many = [.. Enumerable.Range(0, 20_000).Select(i => i < 10_000 ? $"apple number {i}" : $"pear number {i}")];
        var learned = TaskClassifier.Learn([new TaskClass("fruit", null, "", many[9_000..11_000]), new TaskClass("tools", null, "", ["hammer and nails", "saw and file", "drill and bit", "rasp and plane"])]);

        Assert.Equal("fruit", learned.Guess("apple number 9700", new TaskScratch()).Name);
        Assert.Equal("fruit", learned.Guess("pear number 10700", new TaskScratch()).Name);
    }

    [Fact]
    public void Classes_ThatDoNotFit_AreRefusedByName()
    {
        var one = new TaskClass("one", null, "", ["a"]);

        Assert.Contains("from 2", Refused(one), StringComparison.Ordinal);
        Assert.Contains("tasks.two.examples", Refused(one, new TaskClass("two", null, "", [])), StringComparison.Ordinal);
        Assert.Contains("tasks.one: named twice", Refused(one, one), StringComparison.Ordinal);
        Assert.Contains("tasks.two.parent", Refused(one, new TaskClass("two", "three", "", ["b"])), StringComparison.Ordinal);
    }

    private static string Refused(params TaskClass[] classes) => Assert.Throws<ArgumentException>(() => TaskClassifier.Learn(classes)).Message;
}
