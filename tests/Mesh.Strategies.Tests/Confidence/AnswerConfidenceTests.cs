using CsCheck;
using Mesh.Strategies.Confidence.Checks;
using Mesh.Strategies.Confidence.Sources;

namespace Mesh.Strategies.Tests.Confidence;

public sealed class AnswerConfidenceTests
{
    private static readonly Gen<ConfidencePart> s_part = Gen.Select(Gen.Double[0, 1], Gen.Double[0, 3], Gen.Bool, (value, weight, caps) => new ConfidencePart("any", value, weight, caps));

    [Fact]
    public void Parts_OfEqualWeight_MeetInTheMiddleOfTheirOdds() =>
        Assert.Equal(0.75, AnswerConfidence.Of([new("a", 0.9), new("b", 0.5)]).Value!.Value, 9);

    [Fact]
    public void Part_ThatCaps_BoundsTheWhole()
    {
        Assert.Equal(0.1, AnswerConfidence.Of([new("a", 0.99), new("schema", 0.1, 0, Caps: true)]).Value);
        Assert.Equal(0.1, AnswerConfidence.Of([new("schema", 0.1, 0, Caps: true)]).Value);
    }

    [Fact]
    public void Sources_ThatAreAllCertain_StayCertain()
    {
        Assert.Equal(1, AnswerConfidence.Of([new("a", 1), new("b", 1, 2), new("silent", 0.3, 0)]).Value);
        Assert.Equal(0, AnswerConfidence.Of([new("a", 0)]).Value);
        Assert.InRange(AnswerConfidence.Of([new("a", 1), new("b", 0.9)]).Value!.Value, 0.9, 0.999);
    }

    [Fact]
    public void Sources_ThatSayNothing_MakeNoConfidence()
    {
        Assert.Null(AnswerConfidence.Of([]).Value);
        Assert.Null(AnswerConfidence.Of([new("a", 0.9, 0)]).Value);
    }

    [Fact]
    public void Whole_OfAnyParts_LiesBetweenThem_AndRisesWithEach() =>
        Check.Sample(Gen.Select(s_part.Array[1, 6], Gen.Int[0, 5], Gen.Double[0, 1]), (parts, place, more) =>
        {
            var whole = AnswerConfidence.Of(parts).Value;
            if (whole is null)
            {
                return parts.All(p => !p.Caps && p.Weight == 0);
            }

            var at = place % parts.Length;
            var raised = AnswerConfidence.Of([.. parts.Select((p, i) => i == at ? p with { Value = Math.Max(p.Value, more) } : p)]).Value!.Value;
            return whole >= Math.Min(0.999, parts.Min(p => p.Value)) - 1e-9 && whole <= Math.Max(0.001, parts.Max(p => p.Value)) + 1e-9 && raised >= whole - 1e-12
                && parts.Where(p => p.Caps).All(p => whole <= p.Value);
        });

    [Theory]
    [InlineData(1.2, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(0.5, -1)]
    [InlineData(0.5, double.PositiveInfinity)]
    public void Part_ThatCannotBe_IsNamed(double value, double weight) =>
        Assert.Contains("judge", Assert.Throws<ArgumentException>(() => AnswerConfidence.Of([new("judge", value, weight)])).Message, StringComparison.Ordinal);

    [Fact]
    public void Rules_GiveAFaultyAnswerLess_AndSayWhy()
    {
        var good = Rate("The sum is 16 - 3 = 13. She sells 13 * 2 = 26.\n#### 26");
        var doubtful = Rate("Perhaps the sum is 16 - 3 = 13. Wait, actually she sells 13 * 2 = 26.\n#### 26");
        var wrong = Rate("The sum is 16 - 3 = 14. She sells 14 * 2 = 28.\n#### 28");

        Assert.True(good.Value > doubtful.Value && doubtful.Value > wrong.Value);
        Assert.Contains(wrong.Parts, p => p is { Caps: true, Reason: "a sum doesn't come out" });
    }

    private static AnswerConfidence Rate(string answer) =>
        AnswerConfidence.Of(RuleConfidence.Of(AnswerChecks.Of(new AnswerToCheck("Janet has 16 eggs and eats three. She sells the rest for $2 each. How much does she make?", answer))));
}
