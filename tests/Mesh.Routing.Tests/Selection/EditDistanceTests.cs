using CsCheck;
using Mesh.Routing.Selection;

namespace Mesh.Routing.Tests.Selection;

public sealed class EditDistanceTests
{
    private static readonly Gen<string> s_word = Gen.Char["abAB"].Array[0, 12].Select(c => new string(c));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("GPT-5", "gpt-5", 0)]
    [InlineData("gpt5", "gpt-5", 1)]
    [InlineData("ab", "ba", 2)]
    public void Between_TwoWords_CountsTheEdits(string a, string b, int distance) => Assert.Equal(distance, EditDistance.Between(a, b));

    [Fact]
    public void Between_AnyWords_IsAMetric() => Gen.Select(s_word, s_word, s_word).Sample((a, b, c) =>
        EditDistance.Between(a, b) == EditDistance.Between(b, a)
        && (EditDistance.Between(a, b) == 0) == string.Equals(a, b, StringComparison.OrdinalIgnoreCase)
        && EditDistance.Between(a, c) <= EditDistance.Between(a, b) + EditDistance.Between(b, c));

    [Fact]
    public void Between_LongWords_CountsTheFirst64Only() =>
        Assert.Equal(0, EditDistance.Between(new string('a', 64) + "b", new string('a', 64) + new string('c', 10_000)));
}
