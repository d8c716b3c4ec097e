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
    public async Task Exchanges_Recorded_LoseNothingThroughBothDoors()
    {
        var exchanges = RecordedExchange.Load(TestData.Find("upstream/openai")!);
        var replay = new ExchangeReplay(exchanges);
        await using var upstream = await FakeUpstream.StartAsync(replay.Reply);
        await using var mesh = await RunningMesh.StartAsync(replay.Catalog(upstream.Url));

        var summary = await replay.RunAsync(mesh.Http, mesh.Settings.Grpc, CancellationToken.None);

        Assert.Empty(summary.Faults);
        Assert.Equal(2 * (exchanges.Count + exchanges.Count(e => e.IsChat)), summary.Calls.Values.Sum());
    }

    private static async Task ReplayAsync(string file, int calls)
    {
        var replay = new QuestionReplay(RecordedQuestion.Load(file));
        await using var upstream = await FakeUpstream.StartAsync(replay.Reply);
        await using var mesh = await RunningMesh.StartAsync(QuestionReplay.Catalog(upstream.Url));

        var summary = await replay.RunAsync(mesh.Http, mesh.Settings.Grpc, CancellationToken.None);

        Assert.Empty(summary.Faults);
        Assert.All(summary.Calls.Values, n => Assert.Equal(calls, n));
        Assert.Equal(4, summary.Calls.Count);

        // A caller has its answer before the upstream has counted it.
        await Waiting.UntilAsync(() => upstream.Completed >= 4 * calls);
        Assert.Equal(4 * calls, upstream.Completed);
    }
}
