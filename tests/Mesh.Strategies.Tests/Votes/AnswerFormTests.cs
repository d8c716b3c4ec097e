using CsCheck;
using Mesh.Strategies.Votes.Forms;

namespace Mesh.Strategies.Tests.Votes;

public sealed class AnswerFormTests
{
    [Theory]
    [InlineData("18", "18")]
    [InlineData("$18", "18")]
    [InlineData("18 dollars", "18")]
    [InlineData("USD18.00", "18")]
    [InlineData("1,234,567.50", "1234567.5")]
    [InlineData("1.234.567,5", "1234567.5")]
    [InlineData("1 234 567", "1234567")]
    [InlineData("1'234", "1234")]
    [InlineData("1_000", "1000")]
    [InlineData("1,5", "1.5")]
    [InlineData("20%", "20")]
    [InlineData("20 percent", "20")]
    [InlineData("3/4", "0.75")]
    [InlineData("1 3/4", "1.75")]
    [InlineData(@"\frac{3}{4}", "0.75")]
    [InlineData(@"1\frac{3}{4}", "1.75")]
    [InlineData(@"\dfrac34", "0.75")]
    [InlineData(@"-\frac{1}{2}", "-0.5")]
    [InlineData("-7", "-7")]
    [InlineData("−7", "-7")]
    [InlineData("-$5", "-5")]
    [InlineData("2e3", "2000")]
    [InlineData("2.5 * 10^3", "2500")]
    [InlineData(@"2.5 \times 10^{3}", "2500")]
    [InlineData("1.5 million", "1500000")]
    [InlineData("x = 5", "5")]
    [InlineData(@"90^\circ", "90")]
    [InlineData(@"18\text{ apples}", "18")]
    [InlineData("twelve", "12")]
    [InlineData("-0", "0")]
    [InlineData(".5", "0.5")]
    [InlineData("18.", "18")]
    public void Number_InAnyNotation_HasOneKey(string answer, string key) => Assert.Equal(key, NumberText.Key(answer));

    [Theory]
    [InlineData(@"2\sqrt{3}")]
    [InlineData("x^2 + 1")]
    [InlineData("between 3 and 5")]
    [InlineData("none")]
    [InlineData("x1")]
    public void Number_ThatStandsForNoSingleValue_IsNone(string answer) => Assert.Null(NumberText.Key(answer));

    [Theory]
    [InlineData("3 + 4 = 7, and so on.\nThe answer is 7.", "7")]
    [InlineData("First 12, then 30.\n#### 42", "42")]
    [InlineData("So it is \\boxed{\\frac{1}{2}} in the end.", "0.5")]
    [InlineData("Answer: **18**", "18")]
    [InlineData("**Final answer:**\n\n18", "18")]
    [InlineData("The answer is 18. This is because 3 times 6 is 18.", "18")]
    [InlineData("An answer needs 2 steps.\nIn total she pays 35 dollars.", "35")]
    [InlineData("She had 5 apples and ate 2 of them, so 3 were left", "3")]
    public void Number_InAReasonedText_IsTheFinalOne(string answer, string key) => Assert.Equal(key, new AnswerReader(AnswerForm.Number).Key(answer));

    [Theory]
    [InlineData("B", "B")]
    [InlineData("(B)", "B")]
    [InlineData("b)", "B")]
    [InlineData("b) Paris", "B")]
    [InlineData("B. Paris", "B")]
    [InlineData("**B**", "B")]
    [InlineData("Option B", "B")]
    [InlineData("Answer: b", "B")]
    [InlineData("I think that it is Rome, no.\nThe correct answer is (B).", "B")]
    [InlineData("Paris", "B")]
    [InlineData("\\boxed{B}", "B")]
    public void Choice_HoweverNamed_HasItsLetter(string answer, string key) =>
        Assert.Equal(key, new AnswerReader(AnswerForm.Choice, ["Rome", "Paris", "London"]).Key(answer));

    [Theory]
    [InlineData("A dog")]
    [InlineData("D")]
    [InlineData("Berlin")]
    public void Choice_ThatIsNone_IsNoLetter(string answer) => Assert.Null(ChoiceText.Key(answer, ["Rome", "Paris", "London"]));

    [Theory]
    [InlineData("""{"b": 1.0, "a": [1, 2]}""", """{"a":[1,2],"b":1}""")]
    [InlineData("""{"a": [1, 2.00], "b": 1e0}""", """{"a":[1,2],"b":1}""")]
    [InlineData("Here it is:\n```json\n{\"a\": 1}\n```\nDone.", """{"a":1}""")]
    [InlineData("The result is {\"a\": 1}, as asked.", """{"a":1}""")]
    public void Json_HoweverWritten_HasOneKey(string answer, string key) => Assert.Equal(key, JsonText.Key(answer));

    [Fact]
    public void Json_DeeperThanTheBound_IsComparedAsItStands()
    {
        var deep = new string('[', 40) + new string(']', 40);
        Assert.Null(JsonText.Key(deep));
        Assert.Equal(deep, new AnswerReader(AnswerForm.Json).Key(deep));
    }

    [Theory]
    [InlineData("The Eiffel Tower.", "eiffel tower")]
    [InlineData("\"eiffel  tower\"", "eiffel tower")]
    [InlineData("O'Neil, well-known", "o'neil well-known")]
    [InlineData("an apple!", "apple")]
    public void ShortText_WithOtherCaseOrMarks_HasOneKey(string answer, string key) => Assert.Equal(key, new AnswerReader(AnswerForm.ShortText).Key(answer));

    [Fact]
    public void Exact_Blanks_AreAnAnswer()
    {
        Assert.Equal("  ", new AnswerReader(AnswerForm.Exact).Key("  "));
        Assert.Null(new AnswerReader(AnswerForm.ShortText).Key("  "));
        Assert.Null(new AnswerReader(AnswerForm.Exact).Key(null));
    }

    [Fact]
    public void Key_LongerThanTheBound_IsItsHash()
    {
        var reader = new AnswerReader(AnswerForm.Exact);
        Assert.Equal(64, reader.Key(new string('a', 5000))!.Length);
        Assert.NotEqual(reader.Key(new string('a', 5000)), reader.Key(new string('a', 5000) + "b"));
    }

    [Theory]
    [InlineData(null, AnswerForm.Number, "18", "$17", "eighteen apples")]
    [InlineData(null, AnswerForm.Choice, "B", "(b)", "Answer: C")]
    [InlineData(null, AnswerForm.Json, "{\"a\":1}", "[1]", "no")]
    [InlineData(null, AnswerForm.ShortText, "Paris", "the city of Paris", "Rome")]
    [InlineData(null, AnswerForm.FreeText, "It depends on what you mean by it and on the circumstances.", "There are many ways to look at that question, and none is right.")]
    [InlineData("[PYTHON]\ndef f(x):\n  return x\nassert f(1) == ??", AnswerForm.Exact, "1", "1", "'1'")]
    [InlineData("What is it?", AnswerForm.ShortText)]
    public void Form_OfAnswersAndQuestion_IsGuessed(string? question, AnswerForm form, params string[] answers) => Assert.Equal(form, AnswerForms.Guess(question, answers));

    [Fact]
    public void AnyText_IsRead_WithoutAFault()
    {
        string[] pieces = ["\\frac", "{", "}", "answer", " is ", ":", "1", ",", ".", "/", "e", "^", "*10^", "####", "\\boxed{", "`", "\"", "[", "]", "-", " ", "\n", "B", ")", "√", "😀", "million", "="];
        var text = Gen.Int[0, pieces.Length - 1].Array[0, 30].Select(places => string.Concat(places.Select(p => pieces[p])));
        Check.Sample(text, t => Enum.GetValues<AnswerForm>().All(f => new AnswerReader(f).Key(t) is var first && first == new AnswerReader(f).Key(t)) && AnswerForms.Guess(t, [t]) >= 0, iter: 3000);
    }
}
