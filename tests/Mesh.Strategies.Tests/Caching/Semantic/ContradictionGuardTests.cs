using System.Diagnostics;
using CsCheck;
using Mesh.Contracts.Caching;
using Mesh.Strategies.Caching.Semantic.Guard;
using Xunit.Abstractions;

namespace Mesh.Strategies.Tests.Caching.Semantic;

public sealed class ContradictionGuardTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<QuestionPair> s_pairs = QuestionPair.Read("pairs.txt");

    // Words of all kinds that the guard reads, and what stands between them.
    private static readonly string[] s_pieces =
    [
        "how", "do", "I", "not", "the", "Paris", "python", "5", "km", "to", "from", "and", "reset", "password", "don't", "\"x\"", "best", "1,000", "http://a.b/c", "what's", "was", "?", ",", "日", "ß", "\ud83d\ude00", "'", "\"", "`", "-", "C#", "a_b",
        "Müller's",
    ];

    private static readonly string[] s_more = ["7", "not", "\"y\"", "c_d", "Zanzibar", "tomorrow"];
    private static readonly string[] s_plain = ["how do I reset my password", "what is 5 km in miles", "why does it not work", "compare java and kotlin"];
    private static readonly Gen<string> s_text = Gen.Int[0, s_pieces.Length - 1].Array[0, 30].Select(places => string.Join(' ', places.Select(p => s_pieces[p])));

    public static TheoryData<string, string, string> Pairs
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var pair in s_pairs)
            {
                data.Add(pair.Expected, pair.One, pair.Other);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Pair_OfTheTable_IsJudgedAsItSays(string expected, string one, string other)
    {
        var found = ContradictionGuard.Between(one, other);

        Assert.Equal(expected, found?.ToString().ToLowerInvariant() ?? "same");
        Assert.Equal(found is null, ContradictionGuard.Between(other, one) is null);
    }

    [Fact]
    public void Table_HasAllContradictions_AndHundredsOfPairs()
    {
        Assert.True(s_pairs.Count >= 200);
        Assert.Equal(Enum.GetNames<Contradiction>().Select(n => n.ToLowerInvariant()).Append("same").Order(), s_pairs.Select(p => p.Expected).Distinct().Order());
    }

    // What it does with pairs that it was not made for; docs/caching.md tells how it did when it first saw them.
    [Theory]
    [InlineData("unseen.txt")]
    [InlineData("fresh.txt")]
    public void Pairs_ThatItWasNotMadeFor_AreGivenTheWrongAnswerHardlyEver(string file)
    {
        var pairs = QuestionPair.Read(file).Select(p => (Pair: p, Given: ContradictionGuard.Between(p.One, p.Other) is null)).ToArray();
        var (same, others) = (pairs.Where(p => p.Pair.IsSame).ToArray(), pairs.Where(p => !p.Pair.IsSame).ToArray());
        foreach (var (pair, given) in pairs.Where(p => p.Pair.IsSame != p.Given))
        {
            output.WriteLine($"{(given ? "given" : ContradictionGuard.Between(pair.One, pair.Other))}: {pair.One} | {pair.Other}");
        }

        output.WriteLine($"{file}: {same.Count(p => p.Given)} of {same.Length} answered, {others.Count(p => p.Given)} of {others.Length} answered wrongly");
        Assert.InRange(others.Count(p => p.Given), 0, others.Length / 20);
        Assert.InRange(same.Count(p => p.Given), same.Length / 2, same.Length);
    }

    [Fact]
    public void Texts_OfAnyKind_DoNotContradictThemselvesAndNeverFail() => s_text.Sample(text => ContradictionGuard.Between(text, text) is null);

    [Fact]
    public void Judgement_OfTwoTexts_IsTheSameBothWays() =>
        Gen.Select(s_text, s_text).Sample((one, other) => (ContradictionGuard.Between(one, other) is null) == (ContradictionGuard.Between(other, one) is null));

    [Fact]
    public void Texts_WithAnotherNumberNegationOrLiteral_AlwaysContradict() => s_text.Sample(text => s_more.All(more => ContradictionGuard.Between(text, $"{text} , {more}") is not null));

    [Fact]
    public void Texts_InOtherCaseSpacesAndEnds_AreTheSame() =>
        Assert.All(s_plain, text => Assert.All([$"{text}?", $"  {text} !", text.Replace(" ", "  ", StringComparison.Ordinal), char.ToUpperInvariant(text[0]) + text[1..], $"Please {text}."], other => Assert.Null(ContradictionGuard.Between(text, other))));

    [Fact]
    public void Longest_Questions_TakeNoTimeWorthSpeakingOf()
    {
        string[] worst = [new string('"', 600), string.Concat(Enumerable.Repeat("a b ", 150)), string.Concat(Enumerable.Repeat("ab/", 200)), string.Join(' ', Enumerable.Range(0, 150).Select(i => $"w{(char)('a' + (i % 26))}{(char)('a' + (i / 26))}")), new string('日', 600)];
        var reversed = worst.Select(w => string.Join(' ', w.Split(' ').Reverse())).ToArray();
        ContradictionGuard.Between(worst[1], reversed[3]);

        // The machine may be busy with something else in one of them.
        var best = Enumerable.Range(0, 5).Min(_ =>
        {
            var began = Stopwatch.GetTimestamp();
            foreach (var (one, other) in from one in worst from other in reversed select (one, other))
            {
                ContradictionGuard.Between(one, other);
            }

            return Stopwatch.GetElapsedTime(began);
        });
        Assert.InRange(best, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }
}
