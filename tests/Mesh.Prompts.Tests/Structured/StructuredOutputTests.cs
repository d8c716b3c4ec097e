using Mesh.Prompts.Structured;

namespace Mesh.Prompts.Tests.Structured;

public sealed class StructuredOutputTests
{
    private static readonly OutputSchema s_schema = OutputSchema.Read("""{"type":"object","required":["ok"],"properties":{"ok":{"type":"boolean"}}}""").Schema!;

    [Fact]
    public void Read_SeveralPlacesOfJson_TakesTheOneThatFits()
    {
        var reading = StructuredOutput.Read("I was given {\"draft\":\"a long one that comes first\"}; so {\"ok\":true}.", s_schema);

        Assert.True(reading.Fits);
        Assert.True(reading.Json!.Value.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public void Read_NoneThatFits_GivesTheLikeliestWithItsErrors()
    {
        var reading = StructuredOutput.Read("""{"ok":"yes"}""", s_schema);

        Assert.False(reading.Fits);
        Assert.Equal("ok: is a string. Write a value of type \"boolean\".", Assert.Single(reading.Errors).ToString());
    }

    [Theory]
    [InlineData("Sorry.", "holds no JSON.")]
    [InlineData("{\"ok\":\n tru", "is no JSON: it cannot be read from line 2, character 5, on.")]
    public void Read_NoJson_SaysWhy(string text, string problem)
    {
        var reading = StructuredOutput.Read(text, s_schema);

        Assert.Null(reading.Json);
        Assert.Equal(problem, Assert.Single(reading.Errors).Problem);
    }

    [Theory]
    [InlineData("Yes", "yes")]
    [InlineData("The sum is wrong.\n\n**no**", "no")]
    [InlineData("Verdict: yes.", "yes")]
    [InlineData("Yes.\nThe steps hold.", "yes")]
    [InlineData("yes or no", null)]
    [InlineData("yesterday", null)]
    [InlineData("", null)]
    public void Word_YesOrNo_IsFoundInTheLastOrFirstLine(string text, string? word) => Assert.Equal(word, WordAnswer.Read(text, ["yes", "no"]));

    [Theory]
    [InlineData("B", "B")]
    [InlineData("Answer A is better than the other.", "A")]
    [InlineData("It is a tie", "tie")]
    [InlineData("A and B", null)]
    [InlineData("a better one", null)]
    public void Word_OfOneLetter_IsToldByItsCase(string text, string? word) => Assert.Equal(word, WordAnswer.Read(text, ["A", "B", "tie"]));
}
