using System.Globalization;
using Mesh.Strategies.AnswerRules;

namespace Mesh.Strategies.Tests.AnswerRules;

public sealed class ArithmeticTests
{
    [Theory]
    [InlineData("1+2*3", "7")]
    [InlineData("(1+2)*3", "9")]
    [InlineData(" 12 / 5 ", "2.4")]
    [InlineData("7 % 4", "3")]
    [InlineData("2^10", "1024")]
    [InlineData("2^3^2", "512")]
    [InlineData("-2^2", "-4")]
    [InlineData("(-2)^2", "4")]
    [InlineData("2^-2", "0.25")]
    [InlineData("0.1+0.2", "0.3")]
    [InlineData("--3", "3")]
    [InlineData("2*-3", "-6")]
    [InlineData("10-4-3", "3")]
    [InlineData("100/10/2", "5")]
    [InlineData("0^0", "1")]
    public void Evaluate_Expression_IsItsValue(string text, string value) => Assert.Equal(decimal.Parse(value, CultureInfo.InvariantCulture), Arithmetic.Evaluate(text));

    [Theory]
    [InlineData("")]
    [InlineData("1+")]
    [InlineData("(1")]
    [InlineData("1)")]
    [InlineData("1 2")]
    [InlineData("1..2")]
    [InlineData("a+1")]
    [InlineData("1/0")]
    [InlineData("0^-1")]
    [InlineData("2^0.5")]
    [InlineData("2^1001")]
    [InlineData("9^999")]
    [InlineData("1e9")]
    public void Evaluate_WhatHasNoValue_IsNull(string text) => Assert.Null(Arithmetic.Evaluate(text));

    [Fact]
    public void Evaluate_BeyondItsBounds_IsNull()
    {
        Assert.Null(Arithmetic.Evaluate(new string('1', Arithmetic.MostCharacters + 1)));
        Assert.Null(Arithmetic.Evaluate(new string('(', 90) + "1" + new string(')', 90)));
        Assert.Null(Arithmetic.Evaluate(string.Join('^', Enumerable.Repeat("1", 90))));
    }

    // An expression that is built beside its value.
    [Fact]
    public void Evaluate_RandomExpressions_AreWhatTheyWereBuiltFrom()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var (text, value) = Build(random, 4);
            Assert.True(Arithmetic.Evaluate(text) == value || text.Length > Arithmetic.MostCharacters, $"{text} is {value}, not {Arithmetic.Evaluate(text)}");
        }
    }

    private static (string Text, decimal Value) Build(Random random, int depth)
    {
        if (depth == 0 || random.Next(4) == 0)
        {
            var number = random.Next(0, 50) / 4m;
            return (number.ToString(CultureInfo.InvariantCulture), number);
        }

        var (left, right) = (Build(random, depth - 1), Build(random, depth - 1));
        return random.Next(3) switch
        {
            0 => ($"({left.Text} + {right.Text})", left.Value + right.Value),
            1 => ($"({left.Text}-{right.Text})", left.Value - right.Value),
            _ => ($"({left.Text} * {right.Text})", left.Value * right.Value),
        };
    }
}
