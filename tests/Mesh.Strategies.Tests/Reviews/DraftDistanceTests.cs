using Mesh.Strategies.Reviews;

namespace Mesh.Strategies.Tests.Reviews;

public sealed class DraftDistanceTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("the same words", "the  same\nwords", 0)]
    [InlineData("a b c d", "a b c e", 0.25)]
    [InlineData("a b c d", "b c d", 0.25)]
    [InlineData("a b", "c d e f", 1)]
    [InlineData("", "a", 1)]
    public void Distance_CountsWordsOverTheLongerText(string draft, string answer, double distance)
    {
        Assert.Equal(distance, DraftDistance.Of(draft, answer));
        Assert.Equal(distance, DraftDistance.Of(answer, draft));
    }

    [Fact]
    public void Texts_ThatAreTooLong_AreNotCompared()
    {
        var most = string.Concat(Enumerable.Repeat("a ", DraftDistance.MostWords));

        Assert.Equal(0, DraftDistance.Of(most, most));
        Assert.Null(DraftDistance.Of(most + "b", most));
    }
}
