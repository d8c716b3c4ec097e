using Mesh.Catalog.Reading;

namespace Mesh.Catalog.Tests.Mistakes;

public sealed class MistakeTests
{
    // Where a secret could have been pasted in the cases, it is this one.
    private const string Secret = "sk-secret";

    public static TheoryData<string> Yaml => MistakeCase.Kinds("yaml.txt");

    public static TheoryData<string> Shapes => MistakeCase.Kinds("shape.txt");

    public static TheoryData<string> Fields => MistakeCase.Kinds("field.txt");

    public static TheoryData<string> Providers => MistakeCase.Kinds("provider.txt");

    public static TheoryData<string> References => MistakeCase.Kinds("reference.txt");

    public static TheoryData<string> Rules => MistakeCase.Kinds("rule.txt");

    public static TheoryData<string> Prompts => MistakeCase.Kinds("prompt.txt");

    public static TheoryData<string> Tools => MistakeCase.Kinds("tool.txt");

    [Theory]
    [MemberData(nameof(Yaml))]
    [MemberData(nameof(Shapes))]
    [MemberData(nameof(Fields))]
    [MemberData(nameof(Providers))]
    [MemberData(nameof(References))]
    [MemberData(nameof(Rules))]
    [MemberData(nameof(Prompts))]
    [MemberData(nameof(Tools))]
    public void Read_OneMistake_GivesItsPlaceItsProblemAndItsMendAndNothingElse(string kind)
    {
        var reading = CatalogReader.Read(MistakeCase.All[kind].Files);

        Assert.Null(reading.Document);
        Assert.Equal([MistakeCase.All[kind].Message], reading.Mistakes.Select(m => m.ToString()));
    }

    [Fact]
    public void Read_AnyMistake_NeverRepeatsASecret()
    {
        var withSecret = MistakeCase.All.Values.Where(c => c.Files.Any(f => f.Text.Contains(Secret, StringComparison.Ordinal))).ToArray();

        Assert.True(withSecret.Length >= 15);
        Assert.All(withSecret, c => Assert.DoesNotContain(CatalogReader.Read(c.Files).Mistakes, m => m.ToString().Contains(Secret, StringComparison.Ordinal)));
    }

    [Fact]
    public void Cases_OfThisFolder_AreFarMoreThanFifty() => Assert.True(MistakeCase.All.Count >= 150, $"{MistakeCase.All.Count} cases");
}
