using System.Diagnostics;
using CsCheck;
using Mesh.Prompts.Structured;

namespace Mesh.Prompts.Tests.Structured;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("  [1, 2]\n", "[1,2]")]
    [InlineData("{\"n\": 1.50, \"s\": \"é\\n\"}", "{\"n\":1.50,\"s\":\"é\\n\"}")]
    [InlineData("42", "42")]
    [InlineData("Here it is:\n```json\n{\"a\":1}\n```\nAnything else?", """{"a":1}""")]
    [InlineData("For example:\n```\n{\"a\":0}\n```\nSo:\n```json\n{\"a\":1}\n```", """{"a":1}""")]
    [InlineData("The plan [as asked] is {\"a\":\"}]\\\"\"} and {}.", """{"a":"}]\""}""")]
    [InlineData("<think>maybe {\"a\":[0,0,0,0]}?</think>It is {\"a\":1}", """{"a":1}""")]
    [InlineData("{\"a\":1,} // done", """{"a":1}""")]
    [InlineData("[unclosed {\"a\":1}", """{"a":1}""")]
    public void Find_JsonInWhatAModelSaid_ComesFirst(string text, string json) => Assert.Equal(json, JsonText.Find(text)[0].GetRawText());

    [Theory]
    [InlineData("I cannot do that.")]
    [InlineData("")]
    [InlineData("{\"a\": 1")]
    [InlineData("{\"a\":1,\"a\":2}")]
    public void Find_NoJson_IsEmpty(string text) => Assert.Empty(JsonText.Find(text));

    [Fact]
    public void Find_TextOverTheBound_IsNotLookedInto() => Assert.Empty(JsonText.Find("[" + new string(' ', JsonText.MostCharacters) + "]"));

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    [InlineData('"')]
    public void Find_ManyBrackets_TakesABoundedTime(char letter)
    {
        var clock = Stopwatch.StartNew();

        Assert.Empty(JsonText.Find(new string(letter, JsonText.MostCharacters)));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Find_ManyObjects_TriesABoundedNumber() =>
        Assert.True(JsonText.Find(string.Concat(Enumerable.Repeat("x {\"a\":1} ", 1_000))).Count <= JsonText.MostCandidates);

    [Fact]
    public void Find_AnyText_DoesNotThrow() => Gen.String[Gen.Char["{}[]\",:\\ 01atrue`\n"], 0, 60].Sample(text => JsonText.Find(text).Count <= JsonText.MostCandidates, iter: 20_000);
}
