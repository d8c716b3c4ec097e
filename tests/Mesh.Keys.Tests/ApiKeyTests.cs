using CsCheck;

namespace Mesh.Keys.Tests;

public sealed class ApiKeyTests
{
    [Fact]
    public void Reveal_NewKey_ParsesToTheSameKey()
    {
        var key = ApiKey.Create();

        Assert.True(ApiKey.TryParse(key.Reveal(), out var read));
        Assert.Equal(key.Reveal(), read.Reveal());
        Assert.Matches("^mesh_[0-9A-Za-z]{10}_[0-9A-Za-z]{49}$", key.Reveal());
    }

    [Fact]
    public void ToString_Key_HidesItsSecret()
    {
        var key = ApiKey.Create();

        Assert.Equal($"mesh_{key.Id}_…", key.ToString());
    }

    [Fact]
    public void TryParse_OneLetterChanged_Refuses()
    {
        var text = ApiKey.Create().Reveal();

        Gen.Int[0, text.Length - 1].Select(Gen.Char.AlphaNumeric).Where((i, c) => text[i] != c).Sample((i, c) =>
            Assert.False(ApiKey.TryParse(text[..i] + c + text[(i + 1)..], out _)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sk-abc")]
    [InlineData("mesh_")]
    public void TryParse_NoKey_Refuses(string? text) => Assert.False(ApiKey.TryParse(text, out _));

    [Fact]
    public void TryParse_AnyText_NeverThrows() => Gen.String.Sample(text => ApiKey.TryParse(text, out _) is false);
}
