using Mesh.Contracts.Access;

namespace Mesh.Contracts.Tests.Access;

public sealed class TenantKeyTests
{
    [Theory]
    [InlineData("acme", "chats/1", "acme/chats/1")]
    [InlineData("a/b", "c", "a%2Fb/c")]
    [InlineData("a%2Fb", "c", "a%252Fb/c")]
    [InlineData("100%", "x%y/z", "100%25/x%y/z")]
    [InlineData("..", "/", "..//")]
    public void Key_Written_ReadsBackAsItWas(string tenant, string rest, string text)
    {
        var key = new TenantKey(tenant, rest);

        Assert.Equal(text, key.ToString());
        Assert.True(TenantKey.TryParse(text, out var read));
        Assert.Equal(key, read);
    }

    // Two texts for one key would be two grains.
    [Theory]
    [InlineData("")]
    [InlineData("acme")]
    [InlineData("/x")]
    [InlineData("acme/")]
    [InlineData("a%2fb/c")]
    [InlineData("100%/x")]
    public void Text_InAnotherForm_IsNoKey(string text) => Assert.False(TenantKey.TryParse(text, out _));

    [Fact]
    public void Tenants_ThatDiffer_NeverShareAKey() =>
        Assert.NotEqual(new TenantKey("a", "b/c").ToString(), new TenantKey("a/b", "c").ToString());

    [Fact]
    public void Key_WithoutATenant_IsNotWritten() => Assert.Throws<InvalidOperationException>(() => new TenantKey("", "x").ToString());
}
