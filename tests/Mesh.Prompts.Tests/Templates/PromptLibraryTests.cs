using Mesh.Contracts.Catalog;
using Mesh.Prompts.Templates;

namespace Mesh.Prompts.Tests.Templates;

public sealed class PromptLibraryTests
{
    public static TheoryData<string> Names => [.. PromptLibrary.BuiltIn.Names];

    [Fact]
    public void BuiltIn_Names_AreThoseOfThePage() => Assert.Equal(
        ["assemble", "critique", "judge-pairwise", "merge", "plan", "repair", "replan", "revise", "same-meaning", "split", "subtask", "synthesise", "verify"],
        PromptLibrary.BuiltIn.Names);

    [Theory]
    [MemberData(nameof(Names))]
    public void BuiltIn_Template_HasPurposeVersionAndASystemMessage(string name)
    {
        var template = PromptLibrary.BuiltIn[name];

        Assert.Equal($"{name}@1", template.Id);
        Assert.NotEmpty(template.Purpose);
        Assert.NotEmpty(template.Body.System);
        Assert.Equal(template.Signature.Find("schema") is { Kind: PlaceholderKind.Value }, template.Schema is not null);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Page_EveryTemplate_IsThereWithWhatItNames(string name)
    {
        var line = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "prompts.md")).Single(l => l.StartsWith($"| `{name}` |", StringComparison.Ordinal));

        Assert.All(PromptLibrary.BuiltIn[name].Signature.Placeholders, p => Assert.Contains($"`{p.Name}`", line, StringComparison.Ordinal));
    }

    [Fact]
    public void With_Entry_ReplacesItsTemplateAndKeepsTheRest()
    {
        var library = PromptLibrary.BuiltIn.With([new PromptEntry { Name = "Verify", Version = "acme-1", Text = "{{question}}{{answer}}" }]);

        Assert.Equal("verify@acme-1", library["verify"].Id);
        Assert.Equal(["yes", "no"], library["verify"].Words);
        Assert.Same(PromptLibrary.BuiltIn["merge"], library["merge"]);
    }

    [Fact]
    public void With_WrongEntry_IsRefused() =>
        Assert.Throws<ArgumentException>(() => PromptLibrary.BuiltIn.With([new PromptEntry { Name = "verify", Version = "1", Text = "{{question}}" }]));
}
