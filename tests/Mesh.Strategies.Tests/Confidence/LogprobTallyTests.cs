using Mesh.Strategies.Confidence.Tokens;

namespace Mesh.Strategies.Tests.Confidence;

public sealed class LogprobTallyTests
{
    [Fact]
    public void Pieces_OfOneAnswer_AddUp()
    {
        var tally = new LogprobTally();

        Assert.True(tally.Add("""{"content":[{"token":"A","logprob":-0.1,"bytes":[65],"top_logprobs":[{"token":"A","logprob":-0.1},{"token":"B","logprob":-3}]}],"refusal":null}"""));
        Assert.True(tally.Add("""{"content":[{"token":"!","logprob":-0.5,"top_logprobs":[]}]}"""));

        var read = tally.Read()!;
        Assert.Equal(2, read.Tokens);
        Assert.Equal(Math.Exp(-0.3), read.Of(TokenMeasure.Mean)!.Value, 9);
        Assert.Equal(Math.Exp(-0.5), read.Of(TokenMeasure.Minimum)!.Value, 9);
        Assert.Equal(Math.Exp(-0.1) - Math.Exp(-3), read.Of(TokenMeasure.Margin)!.Value, 9);
    }

    [Fact]
    public void Token_ThatWasNotTheLikeliest_HasNoMargin()
    {
        var tally = new LogprobTally();
        tally.Add("""{"content":[{"token":"A","logprob":-2,"top_logprobs":[{"token":"B","logprob":-0.2}]}]}""");

        Assert.Equal(0, tally.Read()!.Of(TokenMeasure.Margin));
    }

    [Theory]
    [InlineData("""{"token_logprobs":[-0.1]}""")]
    [InlineData("""[1]""")]
    [InlineData("""{"content":[""")]
    [InlineData("""{"content":"A"}""")]
    public void Form_OfAnotherKind_IsLeftOut(string json)
    {
        var tally = new LogprobTally();

        Assert.False(tally.Add(json));
        Assert.Null(tally.Read());
    }

    [Fact]
    public void Logprob_BelowAll_IsBounded()
    {
        var tally = new LogprobTally();
        tally.Add("""{"content":[{"token":"A","logprob":-9999.0},{"token":"B","logprob":0.3},{"token":"C"},7]}""");

        Assert.Equal(2, tally.Read()!.Tokens);
        Assert.Equal(-50, tally.Read()!.MeanLogprob);
        Assert.Null(tally.Read()!.Of(TokenMeasure.Margin));
    }
}
