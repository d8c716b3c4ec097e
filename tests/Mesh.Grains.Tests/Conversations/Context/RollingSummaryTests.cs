using Mesh.Contracts.Conversations;
using Mesh.Grains.Conversations.Context;
using Mesh.Grains.Tests.Hosting;
using Mesh.Testing;
using Xunit.Abstractions;

namespace Mesh.Grains.Tests.Conversations.Context;

[Collection(Clusters.Name)]
public sealed class RollingSummaryTests(ITestOutputHelper output)
{
    private const int Context = 4000;
    private const int Turns = 80;
    private const int Corrected = 12;
    private const int Lifted = 5;
    private static readonly string s_filler = string.Concat(Enumerable.Repeat("and so it goes on ", 33));

    [Fact]
    public async Task Facts_OfALongConversation_ReachTheLastRequestAndWhatWasCorrectedDoesNot()
    {
        await using var cluster = await ContextCluster.StartAsync(Catalog(500), Script);
        var plan = Plan(new Random(7));

        TurnRecord last = null!;
        for (var turn = 1; turn <= Turns; turn++)
        {
            last = await cluster.SayAsync($"t{turn}", "talker", $"turn {turn}: {string.Join(' ', plan.Where(p => p.Turn == turn).Select(p => MarkedSummaries.Mark(p.Kind, p.Key, p.Text)))} {s_filler}");
            Assert.Equal(TurnState.Committed, last.State);
            await cluster.SummarisedAsync();
        }

        var sent = cluster.LastSent("up-talker");
        var holding = plan.GroupBy(p => p.Key).Select(g => g.OrderBy(p => p.Turn).Last()).Where(p => p.Text.Length > 0).ToArray();
        var superseded = plan.Where(p => p.Text.Length > 0 && !holding.Contains(p)).ToArray();
        var (reached, kept) = (holding.Count(p => sent.Contains(p.Text, StringComparison.Ordinal)), superseded.Count(p => sent.Contains(p.Text, StringComparison.Ordinal)));
        var said = cluster.Upstream.Requests.Where(r => r.Model == "up-talker").Sum(r => r.Json["messages"]!.AsArray()[^1]!["content"]!.GetValue<string>().Length) / 4;
        output.WriteLine($"{reached} of {holding.Length} reached, {kept} of {superseded.Length} superseded did; {said} tokens said at a context of {Context}; told word for word from turn {last.Answer!.Prompt!.OldestTurn}; {cluster.Upstream.Requests.Count(r => r.Model == "up-cheap")} summaries; prompt of {last.Answer.Prompt.Tokens} tokens");
        Assert.Equal((50, Corrected + Lifted), (holding.Length, superseded.Length));
        Assert.True(said >= 3 * Context, $"only {said} tokens were said");
        Assert.True(reached >= 48, $"{reached} of 50 reached the last request: {string.Join(", ", holding.Where(p => !sent.Contains(p.Text, StringComparison.Ordinal)))}");
        Assert.Equal(0, kept);
        Assert.InRange(last.Answer.Prompt.OldestTurn, 60, 80);
        Assert.False(last.Answer.Prompt.LeavesOut);
    }

    [Fact]
    public async Task Cost_OfSummaries_IsTheConversations()
    {
        await using var cluster = await ContextCluster.StartAsync(Catalog(200), Script);
        await cluster.SayAsync("t1", "talker", s_filler + s_filler);
        await cluster.SummarisedAsync();

        var head = await cluster.CallAsync(g => g.ReadAsync(null));
        var turn = await cluster.CallAsync(g => g.FindTurnAsync("t1"));

        Assert.Equal(1, (await cluster.NotesAsync()).Summary.Through);
        Assert.True(head.CostUsd > turn.Answer!.CostUsd, $"{head.CostUsd} is all, {turn.Answer.CostUsd} the turn's");
    }

    [Fact]
    public async Task Summary_ThatCannotBeUsed_IsAskedForAgainThenLeftAndTriedLater()
    {
        var broken = true;
        await using var cluster = await ContextCluster.StartAsync(Catalog(200), r => r.Model == "up-cheap" && broken ? ChatReplies.Answer(r, ["I would rather not"]) : Script(r));
        int Asked() => cluster.Upstream.Requests.Count(r => r.Model == "up-cheap");

        Assert.Equal(TurnState.Committed, (await cluster.SayAsync("t1", "talker", MarkedSummaries.Mark("fact", "k", "blue") + s_filler + s_filler)).State);
        await cluster.SummarisedAsync();
        Assert.Equal(1 + Summarizer.MostRepairs, Asked());
        await cluster.SayAsync("t2", "talker", "more");
        await cluster.SummarisedAsync();
        Assert.Equal(2 * (1 + Summarizer.MostRepairs), Asked());
        Assert.Equal((2, 2L, 0L), await cluster.NotesAsync() is var failed ? (failed.Failures, failed.FailedAt, failed.Summary.Through) : default);

        // After two failures it waits for two more turns.
        broken = false;
        await cluster.SayAsync("t3", "talker", "more");
        await cluster.SummarisedAsync();
        Assert.Equal(2 * (1 + Summarizer.MostRepairs), Asked());
        await cluster.SayAsync("t4", "talker", "more");
        await cluster.SummarisedAsync();

        var notes = await cluster.NotesAsync();
        Assert.Equal((0, 4L, "blue"), (notes.Failures, notes.Summary.Through, Assert.Single(notes.Summary.Items).Current.Text));
        Assert.Equal([1L], notes.Summary.Items[0].Current.Turns);
    }

    [Fact]
    public async Task SummaryRoute_ThatHangs_KeepsNoTurnWaiting()
    {
        await using var cluster = await ContextCluster.StartAsync(Catalog(200), r => r.Model == "up-cheap" ? ChatReplies.Answer(r, ["x"]) with { Pieces = [], Ending = UpstreamEnding.Silence } : Script(r));

        for (var turn = 1; turn <= 5; turn++)
        {
            Assert.Equal(TurnState.Committed, (await cluster.SayAsync($"t{turn}", "talker", s_filler + s_filler)).State);
        }

        await Wait.UntilAsync(() => cluster.Upstream.Requests.Any(r => r.Model == "up-cheap"), "a summary is asked for");
        Assert.Equal(1, cluster.Upstream.Requests.Count(r => r.Model == "up-cheap"));
    }

    [Fact]
    public async Task Turn_ThatIsEdited_TakesBackWhatTheSummaryHadFromIt()
    {
        await using var cluster = await ContextCluster.StartAsync(Catalog(200), Script);
        await cluster.SayAsync("t1", "talker", MarkedSummaries.Mark("fact", "city", "Oslo-1") + s_filler + s_filler);
        await cluster.SayAsync("t2", "talker", MarkedSummaries.Mark("fact", "city", "Bergen-2") + MarkedSummaries.Mark("fact", "hotel", "Grand-2") + s_filler + s_filler);
        await cluster.SummarisedAsync();
        Assert.Equal(2, (await cluster.NotesAsync()).Summary.Through);

        await cluster.SayAsync("t3", "talker", "another thing " + s_filler, TurnKind.Edit, of: 2);
        await cluster.SummarisedAsync();
        for (var turn = 4; turn < 24; turn++)
        {
            await cluster.SayAsync($"t{turn}", "talker", s_filler);
            await cluster.SummarisedAsync();
        }

        var sent = cluster.LastSent("up-talker");
        Assert.Contains("Oslo-1", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("Bergen-2", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("Grand-2", sent, StringComparison.Ordinal);
    }

    private static UpstreamReply Script(UpstreamRequest request) => ChatReplies.Answer(request, [request.Model == "up-cheap" ? MarkedSummaries.Answer(request) : "noted"], promptTokens: 50);

    private static Func<string, string> Catalog(int after) => url =>
        $$"""
        providers:
          fake: { kind: openai-compatible, baseUrl: "{{url}}" }
        models:
          talker: { capabilities: [text], context: {{Context}}, price: { in: 1, out: 2 } }
          cheap: { capabilities: [text, json-schema], context: 32000, price: { in: 1, out: 2 } }
        endpoints:
          talker-api: { provider: fake, model: talker, upstreamModel: up-talker }
          cheap-api: { provider: fake, model: cheap, upstreamModel: up-cheap }
        routes:
          notes: { candidates: [cheap] }
        conversations: { summaryRoute: notes, summarizeAfter: {{after}} }
        """;

    // 50 that hold at the end: 35 facts, 12 of them in place of another, and 15 constraints; 5 constraints more are lifted again.
    private static List<Planted> Plan(Random random)
    {
        var plan = new List<Planted>();
        for (var i = 0; i < 35; i++)
        {
            var at = random.Next(1, 30);
            plan.Add(new Planted(at, "fact", $"fact-{i}", $"value {i} is {random.Next(100_000, 999_999)}a"));
            if (i < Corrected)
            {
                plan.Add(new Planted(random.Next(at + 1, 60), "fact", $"fact-{i}", $"value {i} is {random.Next(100_000, 999_999)}b"));
            }
        }

        for (var i = 0; i < 15 + Lifted; i++)
        {
            var at = random.Next(1, 40);
            plan.Add(new Planted(at, "constraint", $"limit-{i}", $"limit {i} is {random.Next(100_000, 999_999)}c"));
            if (i >= 15)
            {
                plan.Add(new Planted(random.Next(at + 1, 60), "constraint", $"limit-{i}", ""));
            }
        }

        return plan;
    }

    private sealed record Planted(int Turn, string Kind, string Key, string Text);
}
