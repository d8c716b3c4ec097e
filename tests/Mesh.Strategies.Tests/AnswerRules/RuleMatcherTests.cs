using System.Globalization;
using Mesh.Contracts.Catalog;
using Mesh.Strategies.AnswerRules;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Strategies.Tests.AnswerRules;

public sealed class RuleMatcherTests
{
    private const string Arithmetic = @"^(?:what is |how much is )?(?<expression>[\d\s.+\-*/^%()]+)\??$";
    private const string Convert = @"^(?:convert )?(?<value>-?[\d.]+) ?(?<from>°?[a-z]+) (?:to|in) (?<to>°?[a-z]+)\??$";
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 31, 23, 30, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("what are your hours", "9 to 5")]
    [InlineData("  What are\nyour  HOURS?! ", "9 to 5")]
    [InlineData("what are your hours today", null)]
    public void Exact_ButForCaseBlanksAndClosingMarks_Matches(string message, string? answer) =>
        Assert.Equal(answer, Answer(new AnswerRule { Name = "r", Exact = ["What are your hours?"], Text = "9 to 5" }, message));

    [Theory]
    [InlineData("order 4711", "Order 4711 is looked up at /orders/4711.")]
    [InlineData("ORDER 1", "Order 1 is looked up at /orders/1.")]
    [InlineData("my order 4711", null)]
    public void Regex_Groups_StandInTheAnswer(string message, string? answer) =>
        Assert.Equal(answer, Answer(new AnswerRule { Name = "r", Regex = @"^order (?<id>\d+)$", Text = "Order {id} is looked up at /orders/{id}." }, message));

    [Theory]
    [InlineData("how can I reset my pasword", true)]
    [InlineData("How do I reset the password?", true)]
    [InlineData("password reset, please", true)]
    [InlineData("how do I reset my router", false)]
    [InlineData("how do I reset my phone", false)]
    [InlineData("I forgot my keys", false)]
    [InlineData("what is the weather", false)]
    public void Intent_NearOneOfTheSentences_Matches(string message, bool matches) =>
        Assert.Equal(matches, Answer(new AnswerRule { Name = "r", Intent = ["how do I reset my password", "I forgot my password"], Text = "Go to /reset." }, message) is not null);

    [Theory]
    [InlineData("what is 2 + 2?", "4")]
    [InlineData("1/3", "0.333333333333")]
    [InlineData("what is 2 +", null)]
    [InlineData("what is 1/0?", null)]
    public void Arithmetic_OfTheMessage_IsWorkedOut(string message, string? answer) =>
        Assert.Equal(answer, Answer(new AnswerRule { Name = "r", Regex = Arithmetic, Function = AnswerFunction.Arithmetic }, message));

    [Theory]
    [InlineData("convert 10 km to miles", "6.213711922373 miles")]
    [InlineData("5 ft in cm", "152.4 cm")]
    [InlineData("0 celsius to fahrenheit?", "32 fahrenheit")]
    [InlineData("-40 F to C", "-40 C")]
    [InlineData("1 GiB to MB", "1073.741824 MB")]
    [InlineData("2 h in min", "120 min")]
    [InlineData("1 lb in kg", "0.45359237 kg")]
    [InlineData("1 kg in km", null)]
    [InlineData("1 parsec in km", null)]
    public void Convert_ValueInAUnit_IsToldInTheOther(string message, string? answer) =>
        Assert.Equal(answer, Answer(new AnswerRule { Name = "r", Regex = Convert, Function = AnswerFunction.Convert }, message));

    [Theory]
    [InlineData("UTC", "2026-01-31", "23:30")]
    [InlineData("Europe/Berlin", "2026-02-01", "00:30")]
    [InlineData("America/New_York", "2026-01-31", "18:30")]
    public void DateAndTime_AreThoseOfTheZone(string zone, string date, string time)
    {
        Assert.Equal(date, Answer(new AnswerRule { Name = "r", Exact = ["what day is it"], Function = AnswerFunction.Date, TimeZone = zone }, "What day is it?"));
        Assert.Equal(time, Answer(new AnswerRule { Name = "r", Exact = ["what time is it"], Function = AnswerFunction.Time, TimeZone = zone }, "What time is it?"));
    }

    [Fact]
    public void Regex_ThatGoesBackForEver_DoesNotMatchInTime()
    {
        var began = TimeProvider.System.GetTimestamp();

        // A reference back keeps it from the engine whose time is bounded by itself.
        Assert.Null(Answer(new AnswerRule { Name = "r", Regex = @"^(a+)+\1b$", Text = "x" }, new string('a', 60) + "c"));
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Message_OverTheBound_IsNotLookedAt() =>
        Assert.Null(Answer(new AnswerRule { Name = "r", Regex = ".*", Text = "x" }, new string('a', PlainQuestion.MostCharacters + 1)));

    [Fact]
    public void Likeness_IsTheSameBothWaysAndOneForTheSame()
    {
        string[] texts = ["how do i reset my password", "i forgot my password", "a", "", "aa aa", "what is the weather"];
        foreach (var one in texts)
        {
            Assert.Equal(1, PlainText.Likeness(one, one), 12);
            foreach (var other in texts)
            {
                Assert.Equal(PlainText.Likeness(one, other), PlainText.Likeness(other, one), 12);
                Assert.InRange(PlainText.Likeness(one, other), 0, 1);
            }
        }
    }

    private string? Answer(AnswerRule rule, string message)
    {
        Assert.Equal(CultureInfo.InvariantCulture, CultureInfo.CurrentCulture);
        return new RuleMatcher(rule).Answer(message, _time);
    }
}
