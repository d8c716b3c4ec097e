using CsCheck;
using Mesh.Cli.Terminals;

namespace Mesh.Cli.Tests.Terminals;

public sealed class TerminalTextTests
{
    [Fact]
    public void Clean_AnyText_HasNoControlCharactersLeftAndIsStable() => Gen.String.Sample(text =>
    {
        var clean = TerminalText.Clean(text);

        Assert.DoesNotContain(clean, c => char.IsControl(c) && c is not '\n' and not '\t');
        Assert.Equal(clean, TerminalText.Clean(clean));
    });

    [Fact]
    public void Clean_TextWithoutControlCharacters_IsUnchanged() =>
        Gen.String[Gen.Char['\u2100', '\ud7ff'], 0, 50].Sample(text => Assert.Equal(text, TerminalText.Clean(text)));

    [Theory]
    [InlineData("a\r\nb", "a\nb")]
    [InlineData("a\rb", "a␍b")]
    [InlineData("\u001b]0;title\u0007", "␛]0;title␇")]
    [InlineData("\u007f\u0000", "␡␀")]
    [InlineData("a\tb\nc", "a\tb\nc")]
    [InlineData("\u2066x\u2069", "\ufffdx\ufffd")]
    public void Clean_Orders_BecomeVisible(string text, string expected) => Assert.Equal(expected, TerminalText.Clean(text));

    [Fact]
    public void Line_SeveralLines_BecomeOne() => Assert.Equal("a b c", TerminalText.Line("a\nb\tc"));

    [Theory]
    [InlineData(0, "$0")]
    [InlineData(0.0000123, "$0.0000123")]
    [InlineData(1.005, "$1.01")]
    [InlineData(double.NaN, "?")]
    public void Usd_Amounts_HaveTheDigitsThatTell(double usd, string expected) => Assert.Equal(expected, Numbers.Usd(usd));
}
