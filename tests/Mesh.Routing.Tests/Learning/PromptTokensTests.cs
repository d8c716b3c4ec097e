using Mesh.Routing.Learning;

namespace Mesh.Routing.Tests.Learning;

public sealed class PromptTokensTests
{
    [Theory]
    [InlineData("Don't  stop,\nNOW!", " dont stop now ")]
    [InlineData("1,000 apples at 2.50", " 1000 apples at 250 ")]
    [InlineData("f(x)=2x", " f x 2 x ")]
    [InlineData("  ", " ")]
    public void Prompt_OfAnyDress_BecomesItsWordsAndNumbers(string prompt, string expected)
    {
        var tokens = new PromptTokens();
        tokens.Read(prompt);

        Assert.Equal(expected, new string(tokens.Text));
    }

    [Fact]
    public void Prompt_LongerThanTheBound_IsReadAtItsBeginningAndEnd()
    {
        var tokens = new PromptTokens();
        tokens.Read("first " + new string('x', 3 * PromptTokens.MostCharacters) + " last");

        Assert.Equal("first", new string(tokens[0]));
        Assert.Equal("last", new string(tokens[tokens.Count - 1]));
        Assert.True(tokens.Text.Length <= (2 * PromptTokens.MostCharacters) + 2);
    }

    [Theory]
    [InlineData("Which of these is a prime number?\nA. 4\nB. 6\nC. 7\nD. 9", "which of these is a prime number? a) 4 b) 6 c) 7 d) 9")]
    [InlineData("Which is a prime number?\nA. 4\nB. 6\nC. 7\nD. 9", "Which is a prime number?")]
    public void Question_DressedInAnotherWay_KeepsItsKey(string one, string other) =>
        Assert.Equal(HashedPrompt.Of(one).Question, HashedPrompt.Of(other).Question);

    [Fact]
    public void Signals_OfAQuestionWithOptions_CountThem()
    {
        var tokens = new PromptTokens();
        var signals = new float[PromptSignals.Count];
        tokens.Read("How many legs has a spider?\nA. 4\nB. 6\nC. 8\nD. 10");
        PromptSignals.Fill(tokens, 0.5f, signals);

        Assert.Equal(4, signals[12]);
        Assert.Equal(0.5f, signals[PromptSignals.Known]);
        Assert.Equal(MathF.Log(1 + 4), signals[3]);
    }

    [Fact]
    public void Vector_OfAHashedPrompt_IsThatOfItsText()
    {
        var prompts = new[] { "What is 12 times 12, and why?", "Why is the sky blue? What is it?", "12 blue skies" };
        var vocabulary = Training.Text.VocabularyBuilder.Build([.. prompts.Select(p => HashedPrompt.Of(p))], 2);
        var (fromText, fromHashes) = (new PromptVector(), new PromptVector());
        fromText.Read(vocabulary, prompts[1]);
        fromHashes.Read(vocabulary, HashedPrompt.Of(prompts[1]));

        Assert.NotEqual(0, fromText.WordCount);
        Assert.Equal(fromText.Rows.ToArray(), fromHashes.Rows.ToArray());
        Assert.Equal(fromText.Values.ToArray(), fromHashes.Values.ToArray());
        Assert.Equal(fromText.Signals.ToArray(), fromHashes.Signals.ToArray());
        Assert.Equal(fromText.WordCount, fromHashes.WordCount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("....?!")]
    public void Vector_OfAHashedPromptWithoutWords_HasNoneOfThePromptBeforeIt(string empty)
    {
        var prompts = new[] { "What is 12 times 12, and why?", "Why is the sky blue? What is it?", "....?!", "....?!" };
        var vocabulary = Training.Text.VocabularyBuilder.Build([.. prompts.Select(p => HashedPrompt.Of(p))], 2);
        var vector = new PromptVector();
        vector.Read(vocabulary, HashedPrompt.Of(prompts[0]));
        vector.Read(vocabulary, HashedPrompt.Of(empty));

        Assert.Equal(0, vector.WordCount);
        Assert.All(vector.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
    }
}
