using Mesh.Strategies.Reviews;

namespace Mesh.Strategies.Tests.Reviews;

public sealed class ReviewIdTests
{
    [Fact]
    public void Id_OfAPlaceInARun_IsAlwaysTheSameAndNobodyElses()
    {
        Assert.Equal(ReviewIds.Of("task-1", "a/b"), ReviewIds.Of("task-1", "a/b"));
        Assert.Equal(4, new[] { ReviewIds.Of("task-1", "a/b"), ReviewIds.Of("task-1", "a/c"), ReviewIds.Of("task-2", "a/b"), ReviewIds.Of("task-1\na", "b") }.Distinct().Count());
        Assert.True(ReviewIds.IsOne(ReviewIds.Of("task-1", "")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("rv_short")]
    [InlineData("rv_0123456789012345678/")]
    [InlineData("xx_01234567890123456789")]
    public void Text_OfAnotherForm_IsNoId(string text) => Assert.False(ReviewIds.IsOne(text));
}
