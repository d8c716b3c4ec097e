using CsCheck;
using Mesh.Strategies.Nodes.Gates;

namespace Mesh.Strategies.Tests.Nodes;

public sealed class ClauseCutTests
{
    private static readonly string[] s_pieces = [" and ", ". ", "\n\n", "word", " two words ", "```", "; ", "\n- a "];

    [Theory]
    [InlineData("fix this code and tell me the market mood", "fix this code|tell me the market mood")]
    [InlineData("Translate this poem. Then solve the equation below!", "Translate this poem.|solve the equation below!")]
    [InlineData("Bitte den Fehler beheben und dann die Zahlen erklären", "Bitte den Fehler beheben|die Zahlen erklären")]
    [InlineData("Two jobs for you:\n- write a haiku\n- sum these three numbers", "Two jobs for you:|- write a haiku|- sum these three numbers")]
    [InlineData("salt and pepper for the soup", "salt and pepper for the soup")]
    [InlineData("Explain this:\n```\na = 1. b = 2\n\nprint(a and b and a and b)\n```", "Explain this:\n```\na = 1. b = 2\n\nprint(a and b and a and b)\n```")]
    public void Text_OfSeveralRequests_IsCutWhereTheyMeet(string text, string cut) =>
        Assert.Equal(cut, string.Join('|', ClauseCut.Of(text).Select(c => text[c.Own..c.End])));

    [Fact]
    public void Clauses_Always_CoverTheText() => Gen.Int[0, s_pieces.Length - 1].List[0, 60].Sample(
        drawn =>
        {
            var text = string.Concat(drawn.Select(d => s_pieces[d]));
            var clauses = ClauseCut.Of(text);

            Assert.Equal((0, text.Length), (clauses[0].Begin, clauses[^1].End));
            Assert.All(clauses.Zip(clauses.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Begin));
            Assert.InRange(clauses.Count, 1, ClauseCut.MostClauses);
        });

    [Fact]
    public void Text_ThatIsTooLong_IsNotCut()
    {
        var text = string.Concat(Enumerable.Repeat("One two three four. ", 500));

        Assert.Single(ClauseCut.Of(text));
        Assert.Single(ClauseCut.Of(text[..2_000]));
    }
}
