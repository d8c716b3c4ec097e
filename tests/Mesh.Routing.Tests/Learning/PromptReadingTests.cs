using Mesh.Routing.Learning;
using Mesh.Routing.Tasks;

namespace Mesh.Routing.Tests.Learning;

public sealed class PromptReadingTests
{
    private static readonly string s_long = string.Join(' ', Enumerable.Repeat("word", 10_000));

    [Fact]
    public void Prompt_AskedAboutTwice_IsReadOnce()
    {
        var first = PromptReading.Of("the garden of roses").Number;

        Assert.Equal(first, PromptReading.Of("the garden of roses").Number);
        Assert.Equal(first + 1, PromptReading.Of("the garden of rosEs").Number);
        Assert.Equal(first + 2, PromptReading.Of("").Number);
    }

    [Fact]
    public void Prompt_LongerThanIsRead_IsTheSameWhereWhatIsReadIs()
    {
        var first = PromptReading.Of(s_long).Number;

        Assert.Equal(first, PromptReading.Of(s_long[..20_000] + "X" + s_long[20_001..]).Number);
        Assert.Equal(first + 1, PromptReading.Of(s_long[..^1] + "X").Number);
        Assert.Equal("worX", Last(s_long[..^1] + "X"), ignoreCase: true);
        Assert.Equal(first + 2, PromptReading.Of("X" + s_long[1..]).Number);
    }

    [Fact]
    public void Class_OfAPrompt_DoesNotGoByTheOneBeforeIt()
    {
        var classifier = TaskClassifier.Learn(BuiltInTasks.Classes);
        string[] prompts = ["Translate this into French: good day", "TRANSLATE THIS INTO FRENCH: GOOD DAY", "Summarise this in a line: good days.."];
        var scratch = new TaskScratch();
        var alone = prompts.Select(p => Shares(classifier, p, new TaskScratch())).ToArray();
        foreach (var i in (int[])[0, 1, 0, 2, 2, 1])
        {
            Assert.Equal(alone[i], Shares(classifier, prompts[i], scratch));
        }

        Assert.NotEqual(alone[0], alone[1]);
    }

    private static string Last(string prompt)
    {
        var tokens = PromptReading.Of(prompt).Tokens;
        return tokens[tokens.Count - 1].ToString();
    }

    private static float[] Shares(TaskClassifier classifier, string prompt, TaskScratch scratch)
    {
        var shares = new float[classifier.Names.Count];
        classifier.Shares(prompt, scratch, shares);
        return shares;
    }
}
