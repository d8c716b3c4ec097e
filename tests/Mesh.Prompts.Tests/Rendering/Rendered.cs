using Mesh.Prompts.Rendering;
using Mesh.Prompts.Templates;

namespace Mesh.Prompts.Tests.Rendering;

/// <summary>Renderings with a token that the tests know.</summary>
internal static class Rendered
{
    /// <summary>The token of every rendering.</summary>
    public const string Token = "A7A7A7A7A7A7A7A7A7A7A7A7";

    public const string Begin = $"[[[data {Token} begins: ";

    public const string End = $"[[[data {Token} ends]]]";

    public static PromptRenderer Renderer(PromptLimits? limits = null) => new(limits ?? new PromptLimits(), bytes => bytes.Fill(0xA7));

    public static PromptTemplate Template(string text, params string[] steps)
    {
        var reading = TemplateReader.Read("t", "1", text, TemplateSignature.ForStep(steps));
        Assert.Empty(reading.Faults);
        return reading.Template!;
    }

    public static string Of(string template, string question) =>
        Renderer().Render(Template(template), new PromptFill { Data = new Dictionary<string, string> { ["question"] = question } }).User;

    /// <summary>What stands between the lines of the only fence.</summary>
    public static string Inside(string prompt)
    {
        Assert.Single(Lines(prompt, Begin));
        Assert.Single(Lines(prompt, End));
        var begin = prompt.IndexOf(']', prompt.IndexOf(Begin, StringComparison.Ordinal)) + 4;
        return prompt[begin..(prompt.IndexOf(End, StringComparison.Ordinal) - 1)];
    }

    public static string[] Lines(string prompt, string beginning) => [.. prompt.Split('\n').Where(l => l.StartsWith(beginning, StringComparison.Ordinal))];
}
