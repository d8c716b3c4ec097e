using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Routing.Signals;
using Mesh.Routing.Signals.Tasks;

namespace Mesh.Routing.Tests.Signals;

public sealed class RequestSignalsTests
{
    private int _reads;
    private int _counts;

    [Fact]
    public void Signals_ThatNobodyReads_AreNotWorkedOut()
    {
        var signals = Signals(new TextPart("hello"));

        Assert.Equal((0, 0), (_reads, signals.Computations));
    }

    [Fact]
    public void Signal_ReadTwice_IsWorkedOutOnce()
    {
        var signals = Signals(new TextPart("Write to a@b.example"));

        Assert.Equal(signals.Found, signals.Found);
        Assert.Equal(42, signals.Tokens + (0 * signals.Tokens));

        Assert.Equal((1, 1, 2), (_reads, _counts, signals.Computations));
    }

    [Fact]
    public void Modalities_AreThoseOfAllMessages() =>
        Assert.Equal(ModelCapabilities.Text | ModelCapabilities.ImageIn | ModelCapabilities.AudioIn, Signals(new TextPart("x"), new ImagePart("data:x", null), new AudioPart("x", "wav")).Modalities);

    [Fact]
    public void Texts_AreWhatTheUserSaysLastTheInstructionsAndEverything()
    {
        var signals = new RequestSignals(
            () => new ChatRequest
            {
                Messages =
                [
                    Message(ChatRole.System, "be brief"), Message(ChatRole.User, "one"), Message(ChatRole.Assistant, "two"), Message(ChatRole.User, "three"), Message(ChatRole.Tool, "four"),
                ],
            },
            LearnedTasks.BuiltIn);

        Assert.Equal(("three", "be brief", "be brief\none\ntwo\nthree\nfour", 1), (signals.Text("message"), signals.Text("system"), signals.Text("prompt"), signals.Turns));
    }

    [Fact]
    public void Texts_LongerThanTheBound_AreCut() => Assert.Equal(64 * 1024, Signals(new TextPart(new string('x', 100_000))).Text("message").Length);

    // A model or its vendor would read all of these.
    [Theory]
    [InlineData("user")]
    [InlineData("tool call")]
    [InlineData("escaped tool call")]
    [InlineData("tool result")]
    [InlineData("tool description")]
    [InlineData("schema")]
    [InlineData("vendor field")]
    [InlineData("user field")]
    [InlineData("file name")]
    [InlineData("text file")]
    [InlineData("image address")]
    [InlineData("stop")]
    [InlineData("name")]
    [InlineData("reasoning")]
    [InlineData("far behind")]
    public void Found_LooksWhereverAModelWouldRead(string place)
    {
        const string Private = "write to a.b@example.org now";
        var message = new ChatMessage { Role = ChatRole.User, Parts = [new TextPart("hello")] };
        var request = new ChatRequest { Messages = [message] };
        request = place switch
        {
            "user" => request with { Messages = [Message(ChatRole.User, Private), message] },
            "tool call" => request with { Messages = [message with { ToolCalls = [new ToolCall("1", "send", $"{{\"to\":\"{Private}\"}}")] }] },
            "escaped tool call" => request with { Messages = [message with { ToolCalls = [new ToolCall("1", "send", "{\"to\":\"a.b\\u0040example.org\"}")] }] },
            "tool result" => request with { Messages = [message, Message(ChatRole.Tool, Private)] },
            "tool description" => request with { Tools = [new ToolDefinition("t", Private, null, null)] },
            "schema" => request with { ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonSchema, "s", $"{{\"description\":\"{Private}\"}}") },
            "vendor field" => request with { ExtraJson = $"{{\"metadata\":\"{Private}\"}}" },
            "user field" => request with { Settings = new ChatSettings { User = "a.b@example.org" } },
            "file name" => request with { Messages = [message with { Parts = [new FilePart(Private, "data:application/pdf;base64,AA==")] }] },
            "text file" => request with { Messages = [message with { Parts = [new FilePart(null, $"data:text/plain;base64,{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Private))}")] }] },
            "image address" => request with { Messages = [message with { Parts = [new ImagePart("https://x.example/?m=a.b@example.org", null)] }] },
            "stop" => request with { Settings = new ChatSettings { Stop = [Private] } },
            "name" => request with { Messages = [message with { Name = "a.b@example.org" }] },
            "reasoning" => request with { Messages = [message with { Parts = [new ReasoningPart(Private)] }] },
            _ => request with { Messages = [Message(ChatRole.User, new string('x', 300_000) + " " + Private)] },
        };

        Assert.Contains(DataKind.Email, new RequestSignals(() => request, LearnedTasks.BuiltIn).Found);
    }

    private static ChatMessage Message(ChatRole role, string text) => new() { Role = role, Parts = [new TextPart(text)] };

    private RequestSignals Signals(params ContentPart[] parts) => new(
        () =>
        {
            _reads++;
            return new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = parts }] };
        },
        LearnedTasks.BuiltIn,
        _ =>
        {
            _counts++;
            return 42;
        });
}
