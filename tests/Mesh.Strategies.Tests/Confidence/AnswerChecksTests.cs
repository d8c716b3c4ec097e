using Mesh.Strategies.Confidence.Checks;

namespace Mesh.Strategies.Tests.Confidence;

public sealed class AnswerChecksTests
{
    private const string Eggs = "Janet has 16 eggs and eats three. She sells the rest for $2 each. How much does she make?";

    private static CheckedAnswer Check(string question, string answer, string? finish = null, bool? schema = null) => AnswerChecks.Of(new AnswerToCheck(question, answer, finish, schema));

    [Fact]
    public void Answer_WithNothingWrong_HasNoFaults()
    {
        var found = Check(Eggs, "She has 16 - 3 = 13 eggs left.\nShe makes 13 * 2 = $26.\n#### 26", "stop");

        Assert.Empty(found.Faults);
        Assert.Equal(1, found[AnswerCheck.ResultIsMarked]);
        Assert.Equal(0, found[AnswerCheck.UnusedNumbers]);
        Assert.Equal(0, found[AnswerCheck.UnexplainedNumbers]);
        Assert.Equal(MathF.Log(3), found[AnswerCheck.Sums], 5);
    }

    [Theory]
    [InlineData("I'm sorry, but I can't help with that.", AnswerCheck.Refusal)]
    [InlineData("Es tut mir leid, das geht nicht.", AnswerCheck.Refusal)]
    [InlineData("I don't know.", AnswerCheck.NotKnowing)]
    [InlineData("There is not enough information to answer.", AnswerCheck.NotKnowing)]
    [InlineData(" \n ", AnswerCheck.Empty)]
    [InlineData("She has 16 - 3 = 14 eggs left, so she makes $28.", AnswerCheck.WrongSum)]
    [InlineData("She makes quite a lot of money every day.", AnswerCheck.NoFinalNumber)]
    [InlineData("She has 16 eggs, of which she eats", AnswerCheck.Cut, "length")]
    [InlineData("She has 16 - 3 =", AnswerCheck.Cut)]
    [InlineData("She has 16 eggs.\nShe then sells all of the eggs that she has", AnswerCheck.Cut)]
    [InlineData("Sie hat 13 Eier und bekommt für die Eier 26 Dollar, das ist nicht viel.", AnswerCheck.OtherLanguage)]
    public void Answer_WithAFault_IsCaughtAtIt(string answer, AnswerCheck fault, string? finish = null) => Assert.Contains(fault, Check(Eggs, answer, finish).Faults);

    [Theory]
    [InlineData("26")]
    [InlineData("She makes $26")]
    [InlineData("The total is:\n\n**26 dollars**")]
    [InlineData("She sells 13 eggs (all but three) for $2 each, which makes $26.")]
    [InlineData("I'd say she sorted the eggs first; 16 - 3 = 13, so 13 * $2 = $26.")]
    public void Answer_InAnHonestForm_IsNotCaught(string answer) => Assert.Empty(Check(Eggs, answer, "stop").Faults);

    [Fact]
    public void Schema_ThatIsBroken_IsAFault_AndOneThatWasNotAskedForIsNone()
    {
        Assert.Contains(AnswerCheck.SchemaBroken, Check("Give JSON.", "{}", schema: false).Faults);
        Assert.DoesNotContain(AnswerCheck.SchemaBroken, Check("Give JSON.", "{}", schema: true).Faults);
        Assert.DoesNotContain(AnswerCheck.SchemaBroken, Check("Give JSON.", "{}").Faults);
    }

    [Theory]
    [InlineData("How many eggs does she sell?", "#### 12.5", true)]
    [InlineData("How many eggs does she sell?", "#### 12", false)]
    [InlineData("How many hours does it take?", "#### 12.5", false)]
    [InlineData("How many eggs are left?", "#### -3", true)]
    public void Count_ThatIsNone_IsAFault(string question, string answer, bool odd) => Assert.Equal(odd, Check(question, answer).Faults.Contains(AnswerCheck.OddCount));

    [Fact]
    public void Numbers_ThatNobodyGave_AreCounted()
    {
        var found = Check(Eggs, "She has 16 - 9 = 7 eggs, so 7 * 2 = 14.\n#### 14");

        Assert.Equal(0.25f, found[AnswerCheck.UnexplainedNumbers]);
        Assert.Equal(1 / 3f, found[AnswerCheck.UnusedNumbers], 5);
    }

    [Fact]
    public void Results_ThatNothingTakesUp_AreCounted()
    {
        Assert.Equal(1, Check(Eggs, "First 16 - 3 = 13. Then 5 * 2 = 10.\n#### 10")[AnswerCheck.DroppedResults]);
        Assert.Equal(0, Check(Eggs, "First 16 - 3 = 13. Then 13 * 2 = 26.\n#### 26")[AnswerCheck.DroppedResults]);
    }

    [Fact]
    public void Words_ThatComeAgain_AreRepetition()
    {
        var once = "The quick brown fox jumps over the lazy dog near the old river bank. ";

        Assert.Equal(0, Check("Tell me.", once)[AnswerCheck.Repetition]);
        Assert.True(Check("Tell me.", string.Concat(Enumerable.Repeat(once, 10)))[AnswerCheck.Repetition] > 0.7);
    }

    [Fact]
    public void Texts_OfAnyLength_AreReadWithinTheBound()
    {
        var found = Check(new string('(', 200_000), string.Concat(Enumerable.Repeat("1 + 1 x = (", 50_000)));

        Assert.All(found.Values.ToArray(), v => Assert.True(float.IsFinite(v)));
        Assert.True(found[AnswerCheck.Length] <= MathF.Log(AnswerToCheck.MostCharacters + 3));
    }

    [Fact]
    public void Texts_OfAnyKind_GiveFiniteValues() =>
        CsCheck.Check.Sample(
            CsCheck.Gen.Select(CsCheck.Gen.String[CsCheck.Gen.Char["0123456789+-*/=x().,%$ \n<>#aeiou[]{}`"], 0, 200], CsCheck.Gen.String),
            (answer, question) => Check(question, answer).Values.ToArray().All(float.IsFinite));
}
