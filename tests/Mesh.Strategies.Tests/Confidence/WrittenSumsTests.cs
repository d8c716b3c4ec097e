using Mesh.Strategies.Confidence.Checks;

namespace Mesh.Strategies.Tests.Confidence;

public sealed class WrittenSumsTests
{
    [Theory]
    [InlineData("She has 16 - 3 = 13 eggs.", true)]
    [InlineData("She has 16 - 3 = 12 eggs.", false)]
    [InlineData("15 floors * 8 units/floor = 120 units", true)]
    [InlineData("That is 12 (for the adult) + 10 (for the child) = $22.", true)]
    [InlineData("It costs $1,200.50 + $99.50 = $1,300.", true)]
    [InlineData("The tip is 10% of 50 = 5.", true)]
    [InlineData("The tip is 10% of 50 = 6.", false)]
    [InlineData("20 x 4 = <<20*4=80>>80 sheep", true)]
    [InlineData("11 / 8.5 = 1.29", true)]
    [InlineData("11 / 8.5 = 1.31", false)]
    [InlineData("(80 + 60 + 100) / 3 = 240 / 3 = 80", true)]
    [InlineData("(80 + 60 + 100) / 3 = 250 / 3 = 83.33", false)]
    [InlineData(@"200 / 100 \* 40 = 80", true)]
    public void Sum_InAnySpelling_IsWorkedOutAgain(string text, bool holds)
    {
        var sums = WrittenSums.Read(text);

        Assert.NotEmpty(sums);
        Assert.Equal(holds, sums.TrueForAll(s => s.Holds));
    }

    [Theory]
    [InlineData("2x + 3 + 4 = 10")]
    [InlineData("x = 5")]
    [InlineData("The year 2020 = a bad one")]
    [InlineData("y - 3 + 5 = 9")]
    [InlineData("3 + 5 = 8 * x")]
    [InlineData("3 / 0 = 1")]
    public void Text_ThatCannotBeReadForSure_IsNoSum(string text) => Assert.Empty(WrittenSums.Read(text));

    [Fact]
    public void Sum_RoundedToAWhole_IsNeitherRightNorWrong()
    {
        var sum = Assert.Single(WrittenSums.Read("50 / 4 = 13"));

        Assert.False(sum.Holds);
        Assert.True(sum.IsRounded);
    }

    [Fact]
    public void Sums_OfTwoNumbers_AreFoundWhateverTheyAre() =>
        CsCheck.Check.Sample(
            CsCheck.Gen.Select(CsCheck.Gen.Int[0, 99_999], CsCheck.Gen.Int[0, 99_999], CsCheck.Gen.Int[-3, 3]),
            (a, b, wrong) => WrittenSums.Read($"In all {a} apples + {b} pears = {a + b + wrong + 10}") is [var sum] && sum.Left == a + b && sum.Right == a + b + wrong + 10);
}
