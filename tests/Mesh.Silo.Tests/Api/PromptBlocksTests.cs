using System.Text;
using Mesh.Silo.Api.Requests;

namespace Mesh.Silo.Tests;

public sealed class PromptBlocksTests
{
    private static readonly byte[] s_body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 2000).Select(i => $"word {i} ")));

    [Fact]
    public void Blocks_OfALongerBody_BeginWithThoseOfTheShorter()
    {
        var shorter = PromptBlocks.Of("t", s_body.AsSpan(0, 5000));
        var longer = PromptBlocks.Of("t", s_body);

        Assert.Equal((9, s_body.Length / 512), (shorter.Length, longer.Length));
        Assert.Equal(shorter, longer.Take(9));
        Assert.Equal(longer.Length, longer.Distinct().Count());
    }

    [Fact]
    public void Blocks_OfAnotherTenant_AreAllOthers() =>
        Assert.Empty(PromptBlocks.Of("t", s_body).Intersect(PromptBlocks.Of("u", s_body)));

    [Fact]
    public void Blocks_AfterAChange_AreAllOthers()
    {
        var other = s_body.ToArray();
        other[1000]++;

        Assert.Single(PromptBlocks.Of("t", s_body).Intersect(PromptBlocks.Of("t", other)));
    }

    [Fact]
    public void Blocks_OfMessages_GoByWhoSpeaks()
    {
        var text = new string('a', 3000);

        Assert.Equal(5, PromptBlocks.Of("t", [(1, text)]).Length);
        Assert.Equal(PromptBlocks.Of("t", [(1, text)]), PromptBlocks.Of("t", [(1, text), (2, "more")]).Take(5));
        Assert.NotEqual(PromptBlocks.Of("t", [(1, text)]), PromptBlocks.Of("t", [(2, text)]));
    }

    [Fact]
    public void Blocks_OfAVeryLongBody_AreBounded() =>
        Assert.Equal(PromptBlocks.Most, PromptBlocks.Of("t", new byte[PromptBlocks.Most * 512 * 2]).Length);
}
