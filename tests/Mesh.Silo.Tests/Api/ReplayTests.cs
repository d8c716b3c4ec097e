using System.Text;
using Mesh.Load;
using Mesh.Testing;
using Mesh.Testing.Replay;

namespace Mesh.Silo.Tests.Api;

public sealed class ReplayTests
{
    [Fact]
    public Task Questions_OwnSample_ArriveUnchangedThroughBothDoors() =>
        ReplayAsync(Path.Combine(TestData.Root, "tests", "Mesh.Testing", "Samples", "questions.jsonl"), 6);

    [DataFact("routing/routellm/gsm8k.jsonl")]
    public Task Questions_Recorded_ArriveUnchangedThroughBothDoors() =>
        ReplayAsync(TestData.Find("routing/routellm/gsm8k.jsonl")!, 1326);

    [DataFact("upstream/openai")]
    public async Task Exchanges_Recorded_ArriveUnchanged()
    {
        var exchanges = RecordedExchange.Load(TestData.Find("upstream/openai")!);
        await using var upstream = await FakeUpstream.StartAsync(r => exchanges.First(e => e.Matches(r)).Reply());
        await using var mesh = await RunningMesh.StartAsync(Catalog(upstream.Url));
        foreach (var exchange in exchanges)
        {
            using var response = await mesh.PostAsync("/v1" + exchange.Path, exchange.Request);
            var body = await response.Content.ReadAsStringAsync();

            if (exchange.Status == 200)
            {
                Assert.Equal(Normal(exchange.Response), Normal(body));
            }
            else
            {
                var recorded = System.Text.Json.Nodes.JsonNode.Parse(exchange.Response)!["error"]!;
                var error = System.Text.Json.Nodes.JsonNode.Parse(body)!["error"]!;
                Assert.Equal(recorded["message"]!.GetValue<string>(), error["message"]!.GetValue<string>());
                Assert.Equal(exchange.Status, error["upstream"]!["status"]!.GetValue<int>());
                Assert.Equal(recorded["code"]?.GetValue<string>(), error["upstream"]!["code"]?.GetValue<string>());
            }
        }
    }

    // A YAML block keeps one line break less at a stream's end than the wire had.
    private static string Normal(string body) => body.TrimEnd('\n');

    private static async Task ReplayAsync(string file, int calls)
    {
        var replay = new QuestionReplay(RecordedQuestion.Load(file));
        await using var upstream = await FakeUpstream.StartAsync(replay.Reply);
        await using var mesh = await RunningMesh.StartAsync(QuestionReplay.Catalog(upstream.Url));

        var summary = await replay.RunAsync(mesh.Http, mesh.Settings.Grpc, CancellationToken.None);

        Assert.Empty(summary.Faults);
        Assert.All(summary.Calls.Values, n => Assert.Equal(calls, n));
        Assert.Equal(4, summary.Calls.Count);
        Assert.Equal(4 * calls, upstream.Completed);
    }

    private static string Catalog(string url)
    {
        var text = new StringBuilder($"providers:\n  fake: {{ kind: openai-compatible, baseUrl: \"{url}\" }}\nmodels:\n  gpt-4.1-nano-wrong: {{}}\nendpoints:\n");
        foreach (var model in new[] { "gpt-5-nano", "gpt-4.1-nano-wrong", "text-embedding-3-small" })
        {
            text.Append($"  {model}: {{ provider: fake, model: {model} }}\n");
        }

        return text.ToString();
    }
}
