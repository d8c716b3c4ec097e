using Mesh.Prompts.Templates;

namespace Mesh.Prompts.Tests.Templates;

public sealed class TemplateReaderTests
{
    private static readonly TemplateSignature s_signature = new()
    {
        Placeholders = [new("topic", PlaceholderKind.Value, Required: false), new("question", PlaceholderKind.Data), new("answers", PlaceholderKind.List, Required: false)],
        Steps = ["draft"],
    };

    [Theory]
    [InlineData("{{question}} {{topic}} {{ steps.draft.json.a-b.0 }}")]
    [InlineData("{{#each answers}}{{number}} {{label}} {{this}} {{question}}{{/each}}")]
    [InlineData("[system]\nBe kind.\n[user]\n{{question}}")]
    [InlineData("[user]\n{{question}}")]
    [InlineData("A brace { and \\{{ two and }} {{question}}")]
    public void Read_WhatMayBeWritten_HasNoFault(string text) => Assert.Empty(Read(text));

    [Theory]
    [InlineData("{{question}}\n{{other}}", 2, "names '{{other}}', which is no placeholder here.")]
    [InlineData("{{question}} {{answers}}", 1, "names '{{answers}}', which is no placeholder here.")]
    [InlineData("{{question}} {{this}}", 1, "names '{{this}}', which is no placeholder here.")]
    [InlineData("{{question}} {{steps.other.text}}", 1, "names '{{steps.other.text}}', which is no placeholder here.")]
    [InlineData("{{question}} {{steps.draft.length}}", 1, "names '{{steps.draft.length}}', which a step does not have.")]
    [InlineData("{{question}} {{steps.draft.text.more}}", 1, "names '{{steps.draft.text.more}}', which a step does not have.")]
    [InlineData("{{question}} {{steps.draft.json.}}", 1, "names '{{steps.draft.json.}}', which a step does not have.")]
    [InlineData("{{question}} {{1 + 1}}", 1, "names '{{1 + 1}}', which is no placeholder here.")]
    [InlineData("{{question}} {{", 1, "has '{{' and no '}}' behind it in its line.")]
    [InlineData("{{question}} {{topic\n}}", 1, "has '{{' and no '}}' behind it in its line.")]
    [InlineData("{{question}}\n{{#each topic}}", 2, "has '{{#each topic}}', which begins nothing.")]
    [InlineData("{{question}}\n{{#if topic}}", 2, "has '{{#if topic}}', which begins nothing.")]
    [InlineData("{{question}}\n{{#each answers}}\n{{this}}", 2, "has {{#each answers}} without {{/each}}.")]
    [InlineData("{{question}}\n{{/each}}", 2, "has '{{/each}}', which closes nothing.")]
    [InlineData("{{#each answers}}{{#each answers}}{{/each}}{{question}}", 1, "has {{#each answers}} within another one.")]
    [InlineData("Nothing.", 1, "does not name 'question'.")]
    [InlineData("before\n[system]\nx\n[user]\n{{question}}", 1, "stands before [system], in no message.")]
    [InlineData("[system]\n{{question}}", 1, "has [system] and no [user].")]
    [InlineData("[user]\n{{question}}\n[system]\nx", 3, "has [user] before [system].")]
    [InlineData("[user]\n{{question}}\n[user]\nx", 3, "is the second [user].")]
    [InlineData("[system]\n{{question}}\n[user]\n \n", 3, "says nothing to the model.")]
    [InlineData("[system]\n{{#each answers}}\n[user]\n{{/each}}{{question}}", 2, "has {{#each answers}} without {{/each}}.")]
    public void Read_Mistake_IsToldWithItsLineAndAMend(string text, int line, string problem)
    {
        var fault = Read(text)[0];

        Assert.Equal((line, problem), (fault.Line, fault.Problem));
        Assert.NotEmpty(fault.Mend);
    }

    [Fact]
    public void Read_TextOverTheBound_IsRefusedUnread() =>
        Assert.StartsWith("has 32769 bytes", Assert.Single(Read(new string('x', TemplateReader.MostBytes + 1))).Problem, StringComparison.Ordinal);

    [Fact]
    public void Read_TooManyPlaceholders_IsToldOnce() =>
        Assert.Single(Read(string.Concat(Enumerable.Repeat("{{question}}", TemplateReader.MostPlaceholders + 5))));

    [Fact]
    public void Read_ManyMistakes_TellsABoundedNumber() =>
        Assert.Equal(TemplateReader.MostFaults, Read(string.Concat(Enumerable.Repeat("{{x}}\n", 100))).Count);

    private static IReadOnlyList<TemplateFault> Read(string text) => TemplateReader.Read("t", "1", text, s_signature).Faults;
}
