using System.Text;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Providers.OpenAI.Answers;
using Mesh.Providers.Pipeline;
using Mesh.Providers.Usage;
using Mesh.Testing;

namespace Mesh.Providers.Tests.Usage;

public sealed class UsageMeterTests
{
    private static readonly TokenCounter s_counter = new();
    private readonly SilentUpstreams _silent = new();

    [Fact]
    public void Whole_VendorsCount_IsBelieved()
    {
        var usage = Measured("gpt-5", [Text("a"), UsageFrame(9, 5), Done]).Whole();

        Assert.Equal(new TokenUsage { Input = 9, Output = 5, Source = UsageSource.Upstream }, usage);
        Assert.False(_silent.Contains("e"));
    }

    [Fact]
    public void Whole_SilentVendor_IsEstimatedOnceAndCountedFromThenOn()
    {
        var first = Measured("gpt-5", [Text("Hello"), Text(" world"), Done]).Whole();
        var second = Measured("gpt-5", [Text("Hello"), Text(" wor"), Text("ld"), Done]).Whole();

        Assert.Equal(new TokenUsage { Input = 10, Output = 2, Source = UsageSource.Estimated }, first);
        Assert.Equal(new TokenUsage { Input = 1 + 3 + 3, Output = 2, Source = UsageSource.Counted }, second);
    }

    [Fact]
    public void Whole_VendorThatSpeaksAgain_IsNoLongerKeptInMind()
    {
        Measured("gpt-5", [Text("a"), Done]).Whole();
        Assert.True(_silent.Contains("E"));

        Measured("gpt-5", [Text("a"), UsageFrame(1, 1), Done]).Whole();
        Assert.False(_silent.Contains("e"));
    }

    [Fact]
    public void Whole_ModelWithAnUnknownTokenizer_IsEstimatedATokenAFrame()
    {
        _silent.Learn("e", silent: true);

        Assert.Equal(new TokenUsage { Input = 10, Output = 3, Source = UsageSource.Estimated }, Measured("llama", [Text("a"), Text("b"), Text("c"), Done]).Whole());
    }

    // A stream that is answered by a whole body, and every client of another dialect, give events of any length.
    [Theory]
    [InlineData(OpenAICalls.Hello)]
    [InlineData(OpenAICalls.HelloStream)]
    public void Whole_EventsWithoutBytes_AreEstimatedByTheirText(string body)
    {
        var meter = Meter("llama", body);
        meter.See(new TypedFrame([new AnswerIdentified("x", "m", 0), new TextDelta(0, new string('a', 4000)), new ToolCallDelta(0, 0, "c", "name", new string('b', 396)), new ChoiceFinished(0, "stop")]));

        Assert.Equal(new TokenUsage { Input = 10, Output = 1100, Source = UsageSource.Estimated }, meter.SoFar);
        Assert.Equal(meter.SoFar, meter.Whole());
    }

    [Fact]
    public void Whole_AnswerInOnePiece_IsCountedAtOnce()
    {
        var body = Encoding.UTF8.GetBytes("""{"id":"x","choices":[{"index":0,"message":{"content":"Hello world"},"finish_reason":"stop"}]}""");
        var meter = Meter("gpt-5", OpenAICalls.Hello);
        meter.See(new OpenAIBodyFrame(body, null));

        Assert.Equal(new TokenUsage { Input = 7, Output = 2, Source = UsageSource.Counted }, meter.Whole());
    }

    [Fact]
    public void Whole_AnswerInOnePieceOfAnUnknownModel_IsEstimatedFromItsBytes()
    {
        var body = Encoding.UTF8.GetBytes("{\"choices\":[{\"message\":{\"content\":\"" + new string('a', 4000) + "\"}}]}");
        var meter = Meter("llama", OpenAICalls.Hello);
        meter.See(new OpenAIBodyFrame(body, null));

        Assert.InRange(meter.Whole().Output, 700, 1200);
    }

    [Fact]
    public void Whole_MoreThanIsKept_IsEstimated()
    {
        _silent.Learn("e", silent: true);
        var frames = Enumerable.Repeat(Text(new string('a', 100_000)), 12).ToArray();

        var usage = Measured("gpt-5", frames).Whole();

        Assert.Equal((10, UsageSource.Estimated), (usage.Input, usage.Source));
        Assert.InRange(usage.Output, 12 * 24_000, 12 * 26_000);
    }

    [Fact]
    public void Whole_FrameThatCannotBeRead_IsEstimated()
    {
        _silent.Learn("e", silent: true);

        Assert.Equal(UsageSource.Estimated, Measured("gpt-5", [Text("a"), Frame("data: {broken\n\n")]).Whole().Source);
    }

    [Fact]
    public void SoFar_OfAnAbandonedStream_IsTheLastCountOrAnEstimate()
    {
        Assert.Equal(new TokenUsage { Input = 10, Output = 0, Source = UsageSource.Estimated }, Measured("gpt-5", [Frame(": ping\n\n")]).SoFar);
        Assert.Equal(new TokenUsage { Input = 10, Output = 2, Source = UsageSource.Estimated }, Measured("gpt-5", [Text("a"), Text("b")]).SoFar);
        Assert.Equal(new TokenUsage { Input = 3, Output = 1, Source = UsageSource.Upstream }, Measured("gpt-5", [UsageFrame(3, 1), Text("b")]).SoFar);
        Assert.False(_silent.Contains("e"));
    }

    [Fact]
    public void Whole_CountFarBeyondWhatWasSeen_IsNotBelieved()
    {
        var frames = new[] { Text("a"), Text("b"), UsageFrame(9, 5000), Done };

        var first = Measured("llama", frames).Whole();

        Assert.Equal(new TokenUsage { Input = 10, Output = 2, Source = UsageSource.Estimated }, first);
        Assert.True(_silent.Contains("e"));
        Assert.Equal(UsageSource.Counted, Measured("gpt-5", frames).Whole().Source);
    }

    [Fact]
    public void SoFar_CountFarBeyondWhatWasSeen_IsNotBelieved() =>
        Assert.Equal(UsageSource.Estimated, Measured("llama", [UsageFrame(9, 5000), Text("a")]).SoFar.Source);

    [Fact]
    public void Whole_PromptFarBeyondItsBytes_IsNotBelievedUnlessItHoldsMoreThanText()
    {
        Assert.Equal(UsageSource.Estimated, Measured("llama", [Text("a"), UsageFrame(20_000, 1), Done]).Whole().Source);

        var image = new UsageMeter(s_counter, _silent, OpenAICalls.Target("http://x"), new ChatTask(new RouteQuery { Target = "r", InputTokensExpected = 10, Needs = ModelCapabilities.Text | ModelCapabilities.ImageIn }, () => throw new InvalidOperationException(), streaming: true));
        image.See(Text("a"));
        image.See(UsageFrame(20_000, 1));
        Assert.Equal(UsageSource.Upstream, image.Whole().Source);
    }

    // Vendors that say a sentence in a frame, thought tokens that nobody sees, a body of one piece, and what the vendor adds to a prompt.
    [Theory]
    [InlineData("""{"choices":[{"delta":{"content":"TEXT"}}]}""", 60, 240, 0)]
    [InlineData("""{"choices":[{"delta":{"content":"a"}}]}""", 7, 9_001, 9_000)]
    [InlineData("""{"choices":[{"delta":{"content":"a"}}]}""", 5_000, 1, 0)]
    public void Whole_HonestCount_IsBelievedThoughItIsFarFromTheFrames(string data, int input, int output, int reasoning)
    {
        var said = Frame("data: " + data.Replace("TEXT", new string('b', 400), StringComparison.Ordinal) + "\n\n");
        var told = Frame("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":" + input + ",\"completion_tokens\":" + output + ",\"completion_tokens_details\":{\"reasoning_tokens\":" + reasoning + "}}}\n\n");

        Assert.Equal((input, output, UsageSource.Upstream), Measured("llama", [said, said, told, Done]).Whole() is var u ? (u.Input, u.Output, u.Source) : default);
    }

    private static readonly ContentFrame Done = Frame("data: [DONE]\n\n");

    private static OpenAIStreamFrame Text(string text) => Frame(ChatReplies.Chunk($$"""{"content":"{{text}}"}""", "null"));

    private static OpenAIStreamFrame UsageFrame(int input, int output) =>
        Frame("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":" + input + ",\"completion_tokens\":" + output + "}}\n\n");

    private static OpenAIStreamFrame Frame(string raw) => new(Encoding.UTF8.GetBytes(raw), "e", usageWanted: false);

    private UsageMeter Measured(string family, ContentFrame[] frames)
    {
        var meter = Meter(family, OpenAICalls.HelloStream);
        foreach (var frame in frames)
        {
            meter.See(frame);
        }

        return meter;
    }

    private UsageMeter Meter(string family, string body) =>
        new(s_counter, _silent, OpenAICalls.Target("http://x") with { Model = new ModelEntry { Name = "m", Family = family } }, OpenAICalls.Native(body));
}
