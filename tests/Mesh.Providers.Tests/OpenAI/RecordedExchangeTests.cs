using System.Text;
using System.Text.Json.Nodes;
using Mesh.Contracts.Chat;
using Mesh.Providers.Pipeline;
using Mesh.Silo.Tests.Api;
using Mesh.Testing;

namespace Mesh.Providers.Tests.OpenAI;

/// <summary>What OpenAI really answered.</summary>
public sealed class RecordedExchangeTests
{
    [DataFact("upstream/openai")]
    public async Task Chats_InPiecesOfAnySize_GiveTheirBytesTextAndUsage()
    {
        var exchanges = RecordedExchange.Load(TestData.Find("upstream/openai")!).Where(e => e.Status == 200 && e.Path == "/chat/completions").ToArray();
        Assert.NotEmpty(exchanges);
        foreach (var exchange in exchanges)
        {
            foreach (var size in new[] { 1, 7, 100_000 })
            {
                var bytes = exchange.Reply().Pieces.SelectMany(p => p.ToArray()).ToArray();
                var reply = exchange.Reply() with { Pieces = [.. bytes.Chunk(size == 1 ? Math.Max(1, bytes.Length / 300) : size).Select(c => (ReadOnlyMemory<byte>)c)] };

                var frames = await OpenAICalls.AskAsync(reply, exchange.Request);

                Assert.Equal(bytes, frames.SelectMany(f => f.Raw.ToArray()));
                Assert.NotEmpty(OpenAICalls.Events(frames).OfType<ChoiceFinished>());
                AssertSaid(exchange, frames);
            }
        }
    }

    [DataFact("upstream/openai")]
    public async Task Refusals_KeepTheVendorsWords()
    {
        var exchanges = RecordedExchange.Load(TestData.Find("upstream/openai")!).Where(e => e.Status != 200 && e.Path == "/chat/completions").ToArray();
        Assert.NotEmpty(exchanges);
        foreach (var exchange in exchanges)
        {
            var recorded = JsonNode.Parse(exchange.Response)!["error"]!;

            var failure = (await OpenAICalls.FaultAsync(exchange.Reply(), OpenAICalls.Hello)).Failure;

            Assert.Equal((exchange.Status, (string?)recorded["message"], (string?)recorded["type"], (string?)recorded["param"], (string?)recorded["code"]), (failure.Status!.Value, failure.Message, failure.Type, failure.Param, failure.Code));
        }
    }

    [DataFact("upstream/openai")]
    public void Requests_AsRecords_SayTheSame()
    {
        foreach (var exchange in RecordedExchange.Load(TestData.Find("upstream/openai")!).Where(e => e.Path == "/chat/completions" && e.Status == 200))
        {
            var body = JsonNode.Parse(exchange.Request)!.AsObject();
            var read = Mesh.Providers.OpenAI.Requests.OpenAIRequestReader.Read(Encoding.UTF8.GetBytes(exchange.Request));
            var written = JsonNode.Parse(Mesh.Providers.OpenAI.Requests.OpenAIRequestWriter.Write(read, (string)body["model"]!, body["stream"]?.GetValue<bool>() == true, Mesh.Providers.OpenAI.Presets.OpenAIQuirks.None))!.AsObject();
            body.Remove("stream_options");
            written.Remove("stream_options");

            Assert.True(JsonNode.DeepEquals(body, written), $"{exchange.Name}: {written.ToJsonString()}");
        }
    }

    private static void AssertSaid(RecordedExchange exchange, IReadOnlyList<ContentFrame> frames)
    {
        if (!exchange.Response.TrimStart().StartsWith('{'))
        {
            Assert.NotEqual("", OpenAICalls.Text(frames));
            return;
        }

        var body = JsonNode.Parse(exchange.Response)!;
        var usage = frames.Last(f => f.Usage is not null).Usage!;
        Assert.Equal((string?)body["choices"]![0]!["message"]!["content"] ?? "", OpenAICalls.Text(frames));
        Assert.Equal(((long)body["usage"]!["prompt_tokens"]!, (long)body["usage"]!["completion_tokens"]!), (usage.Input, usage.Output));
    }
}
