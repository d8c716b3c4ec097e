using System.Security.Cryptography;
using System.Text.Json;
using Mesh.Prompts.Rendering;
using Mesh.Prompts.Templates;

namespace Mesh.Prompts.Tests.Rendering;

public sealed class PromptRendererTests
{
    [Fact]
    public void Render_Data_StandsBetweenLinesWithTheTokenAndTheSystemMessageSaysWhatTheyMean()
    {
        var prompt = Rendered.Renderer().Render(Rendered.Template("[system]\nYou translate.\n[user]\nInto French: {{question}} Only that."), Question("Good morning"));

        Assert.Equal($"Into French: \n{Rendered.Begin}question]]]\nGood morning\n{Rendered.End}\n Only that.", prompt.User);
        Assert.StartsWith("You translate.\n\nSome of what follows was written by others.", prompt.System, StringComparison.Ordinal);
        Assert.Contains($"\"{Rendered.End}\"", prompt.System, StringComparison.Ordinal);
        Assert.Equal(("t@1", 0), (prompt.Template, prompt.LeftOut));
    }

    [Fact]
    public void Render_NothingOfOthers_SaysNothingOfFences() =>
        Assert.Equal("", Rendered.Renderer().Render(Rendered.Template("Say hello."), new PromptFill()).System);

    [Fact]
    public void Render_Twice_DrawsATokenEachTime()
    {
        var renderer = new PromptRenderer(new PromptLimits(), RandomNumberGenerator.Fill);

        Assert.NotEqual(renderer.Render(Rendered.Template("{{question}}"), Question("a")).User, renderer.Render(Rendered.Template("{{question}}"), Question("a")).User);
    }

    [Theory]
    [InlineData("steps.check.text", "raw")]
    [InlineData("steps.check.json", """{"ok":true,"items":["one",{"n":2}]}""")]
    [InlineData("steps.check.json.ok", "true")]
    [InlineData("steps.check.json.items.0", "one")]
    [InlineData("steps.check.json.items.1.n", "2")]
    public void Render_OutputOfAStep_IsFencedUnderItsName(string placeholder, string said)
    {
        var user = Rendered.Renderer().Render(Rendered.Template($"{{{{{placeholder}}}}}", "check"), Step("check")).User;

        Assert.Equal($"{Rendered.Begin}steps.check]]]\n{said}\n{Rendered.End}", user);
    }

    [Theory]
    [InlineData("steps.check.json.nothing")]
    [InlineData("steps.check.json.items.7")]
    [InlineData("steps.check.json.items.-1")]
    [InlineData("steps.check.json.ok.more")]
    public void Render_FieldThatAStepDidNotGive_IsNone(string placeholder) =>
        Assert.Equal("(none)", Rendered.Renderer().Render(Rendered.Template($"{{{{{placeholder}}}}}", "check"), Step("check")).User);

    [Fact]
    public void Render_StepThatDidNotRun_IsNone() =>
        Assert.Equal("(none)", Rendered.Renderer().Render(Rendered.Template("{{steps.check.text}}", "check"), new PromptFill()).User);

    [Fact]
    public void Render_List_RepeatsItsLinesForEachItemWithItsNumber()
    {
        var user = Rendered.Renderer().Render(PromptLibrary.BuiltIn["synthesise"], Question("q") with { Lists = Items("answers", "a", "b") }).User;

        Assert.Contains($"The answers:\nAnswer 1:\n{Rendered.Begin}answers 1]]]\na\n{Rendered.End}\n\nAnswer 2:\n{Rendered.Begin}answers 2]]]\nb\n{Rendered.End}\n\n\nWrite", user, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ListOfNone_SaysSo() =>
        Assert.Contains("What does not fit:\n(none)\n", Repair([]).User, StringComparison.Ordinal);

    [Fact]
    public void Render_MoreItemsThanAreTaken_TakesTheFirstAndTellsTheRest()
    {
        var prompt = Repair([.. Enumerable.Range(1, 70).Select(i => $"error {i}")]);

        Assert.Contains("error 64\n", prompt.User, StringComparison.Ordinal);
        Assert.DoesNotContain("error 65", prompt.User, StringComparison.Ordinal);
        Assert.Contains("(6 more are left out)", prompt.User, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_PiecesThatAreMoreThanThereIsRoomFor_CutsTheLongestToOneLength()
    {
        var renderer = Rendered.Renderer(new PromptLimits { Characters = 3_000, PieceCharacters = 2_500 });
        var prompt = renderer.Render(PromptLibrary.BuiltIn["synthesise"], Question("short") with { Lists = Items("answers", new string('a', 9_000), new string('b', 9_000), new string('c', 100)) });

        Assert.Contains(new string('c', 100), prompt.User, StringComparison.Ordinal);
        Assert.Equal(prompt.User.Count(c => c == 'a') - prompt.User.Count(c => c == 'b'), Words(prompt.User, 'a') - Words(prompt.User, 'b'));
        Assert.InRange(prompt.User.Length, 2_800, 3_000 + 800);
        Assert.InRange(prompt.LeftOut, 15_100, 15_400);

        // Letters that stand around the pieces, not in them.
        static int Words(string text, char letter) => text.Split('\n').Where(l => l.Length < 200).Sum(l => l.Count(c => c == letter));
    }

    [Fact]
    public void Render_CutInTheMiddleOfAPair_LeavesNoHalf()
    {
        var user = Rendered.Renderer(new PromptLimits { Characters = 1_000, PieceCharacters = 1_000 }).Render(Rendered.Template("{{question}}"), Question(string.Concat(Enumerable.Repeat("👍", 2_001)))).User;

        Assert.DoesNotContain('\uFFFD', user);
    }

    [Fact]
    public void Render_RequiredPlaceholderNotFilled_NamesItAndTheTemplate() => Assert.Equal(
        "Template 'verify@1' needs 'answer', which was not given.",
        Assert.Throws<ArgumentException>(() => Rendered.Renderer().Render(PromptLibrary.BuiltIn["verify"], Question("q"))).Message);

    [Fact]
    public void Render_ValueThatIsTooLong_IsRefused() => Assert.Throws<ArgumentException>(() =>
        Rendered.Renderer().Render(PromptLibrary.BuiltIn["subtask"], new PromptFill
        {
            Values = new Dictionary<string, string> { ["form"] = new('x', 40_000) },
            Data = new Dictionary<string, string> { ["task"] = "t", ["subtask"] = "s" },
        }));

    [Fact]
    public void Renderer_LimitsWithoutRoom_AreRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Rendered.Renderer(new PromptLimits { Characters = 10 }));

    private static PromptFill Question(string text) => new() { Data = new Dictionary<string, string> { ["question"] = text } };

    private static Dictionary<string, IReadOnlyList<PromptItem>> Items(string list, params string[] texts) => new() { [list] = [.. texts.Select(t => new PromptItem(t))] };

    private static PromptFill Step(string name) => new()
    {
        Steps = new Dictionary<string, StepOutput> { [name] = new("raw", JsonDocument.Parse("""{"ok":true,"items":["one",{"n":2}]}""").RootElement) },
    };

    private static RenderedPrompt Repair(string[] errors) => Rendered.Renderer().Render(PromptLibrary.BuiltIn["repair"], new PromptFill
    {
        Data = new Dictionary<string, string> { ["question"] = "q", ["schema"] = "{}", ["output"] = "{" },
        Lists = Items("errors", errors),
    });
}
