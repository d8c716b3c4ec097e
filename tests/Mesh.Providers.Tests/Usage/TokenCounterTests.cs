using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Providers.Usage;

namespace Mesh.Providers.Tests.Usage;

public sealed class TokenCounterTests
{
    private static readonly TokenCounter s_counter = new();

    [Theory]
    [InlineData("gpt-5", null, true)]
    [InlineData("gpt-4o", null, true)]
    [InlineData(null, "gpt-4.1-mini-2025-04-14", true)]
    [InlineData(null, "openai/gpt-oss-120b", true)]
    [InlineData(null, "o3", true)]
    [InlineData(null, "o4-mini", true)]
    [InlineData("gpt-4", "gpt-4-turbo", false)]
    [InlineData(null, "gpt-50", false)]
    [InlineData("llama", "llama-3.1-8b", false)]
    [InlineData(null, "o1000", false)]
    public void Knows_FamiliesOfO200kAlone(string? family, string? upstream, bool known) =>
        Assert.Equal(known, TokenCounter.Knows(new ModelEntry { Name = "m", Family = family }, upstream ?? "x"));

    // "Hello world" is two tokens in o200k; a message adds three, the answer's beginning three more.
    [Fact]
    public void Prompt_Text_IsCountedWithWhatSurroundsIt() => Assert.Equal(2 + 3 + 3, s_counter.Prompt(Asking(new TextPart("Hello world"))));

    [Theory]
    [InlineData("https://a/b.png")]
    [InlineData("data:image/png;base64,AA==")]
    public void Prompt_WithAnImage_IsNotCounted(string url) => Assert.Null(s_counter.Prompt(Asking(new TextPart("a"), new ImagePart(url, null))));

    [Fact]
    public void Prompt_BeyondTheBound_IsNotCounted()
    {
        Assert.NotNull(s_counter.Prompt(Asking(new TextPart(new string(' ', TokenCounter.MaxCharacters)))));
        Assert.Null(s_counter.Prompt(Asking(new TextPart(new string(' ', TokenCounter.MaxCharacters + 1)))));
    }

    [Fact]
    public void Prompt_LongText_IsCountedAsIfUncut()
    {
        var text = string.Concat(Enumerable.Range(0, 3000).Select(i => i % 7 == 0 ? $" {i},  Grüße\n" : " tokens"));
        var tokenizer = Microsoft.ML.Tokenizers.TiktokenTokenizer.CreateForEncoding("o200k_base");

        Assert.Equal(tokenizer.CountTokens(text) + 6, s_counter.Prompt(Asking(new TextPart(text))));
    }

    [Fact]
    public void Prompt_RunWithoutABreak_IsCutBetweenWholeCharacters() =>
        Assert.InRange(s_counter.Prompt(Asking(new TextPart("a" + string.Concat(Enumerable.Repeat("🚀", 5000)))))!.Value, 5000, 20_000);

    [Fact]
    public void Answer_InPieces_IsCountedAsOneTextForEachChoice()
    {
        var counted = s_counter.Answer([new TextDelta(0, "Hel"), new TextDelta(0, "lo wor"), new TextDelta(0, "ld"), new ReasoningDelta(0, "Hello"), new TextDelta(1, "Hello"), new ChoiceFinished(0, "stop")]);

        Assert.Equal((4L, 1L), counted);
    }

    private static ChatRequest Asking(params ContentPart[] parts) => new() { Messages = [new ChatMessage { Role = ChatRole.User, Parts = parts }] };
}
