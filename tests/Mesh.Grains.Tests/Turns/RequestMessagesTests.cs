using System.Diagnostics;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Grains.Fabric;
using Mesh.Grains.Tests.Hosting;
using Mesh.Grains.Turns;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Xunit.Abstractions;

namespace Mesh.Grains.Tests.Turns;

/// <summary>What a request costs the other silos: nothing. Requests go the way on which the doors send them.</summary>
[Collection(Clusters.Name)]
public sealed class RequestMessagesTests(ITestOutputHelper output)
{
    private const int Known = 500;
    private const string Catalog = """
        defaults: { allowSimulated: true }
        providers:
          sim: { kind: simulated }
        models:
          m: { capabilities: [text], context: 100000, price: { in: 1, out: 2 }, simulated: { firstToken: 50ms, tokensPerSecond: 0, answerTokens: 5 } }
          n: { capabilities: [text], context: 100000, price: { in: 1, out: 2 }, simulated: { firstToken: 50ms, tokensPerSecond: 0, answerTokens: 5 } }
        endpoints:
          m-free: { provider: sim, model: m }
          n-limited: { provider: sim, model: n, limits: { concurrency: 4000, rpm: 1000000, tpm: 1000000000 } }
        """;

    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Meter_OfAKnownNumberOfCalls_CountsThoseThatLeaveTheSilo()
    {
        using var sent = new SentMessages();
        var calls = new CallsOfRequests();
        await using var cluster = await ClockedCluster.StartAsync(2, Catalog, silo => silo.Services.AddSingleton<IOutgoingGrainCallFilter>(calls));
        var (here, there) = (cluster.Mesh.Silos[0], cluster.Mesh.Silos[1]);

        // The clock stands still: beside these calls there is what Orleans' membership says to itself.
        Assert.InRange(await SentByAsync(here), 0, Known / 10);
        Assert.InRange(await SentByAsync(there), 2 * Known, 2.1 * Known);
        Assert.Equal(2 * Known, calls.Count);

        async Task<long> SentByAsync(InProcessSiloHandle asked)
        {
            var before = sent.Calls.Count;
            for (var i = 0; i < Known; i++)
            {
                await calls.Within(() => cluster.Mesh.Service<FabricClient>(here).At(asked.SiloAddress).PullAsync());
            }

            return sent.Calls.Count - before;
        }
    }

    [Fact]
    public async Task Request_OverThreeSilos_SendsNoMessageToAnother() => await MeasureAsync(3, perStep: 2);

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [Trait("Length", "Long")]
    public async Task Request_OverManySilos_SendsNoMessageToAnother(short silos) => await MeasureAsync(silos, perStep: 10);

    private async Task MeasureAsync(short silos, int perStep)
    {
        using var sent = new SentMessages();
        var calls = new CallsOfRequests();
        await using var cluster = await ClockedCluster.StartAsync(silos, Catalog, silo => silo.Services.AddSingleton<IOutgoingGrainCallFilter>(calls));
        var requests = new List<Task>();
        await cluster.RunAsync(s_window, () => Ask(cluster, calls, requests, perStep));
        requests.Clear();

        var (start, began) = (All(sent), Stopwatch.GetTimestamp());
        await cluster.RunAsync(s_window, () => Ask(cluster, calls, requests, perStep));
        var (busy, took) = (All(sent) - start, Stopwatch.GetElapsedTime(began));
        await cluster.UntilAsync(() => requests.All(r => r.IsCompleted), "all have their answers", TimeSpan.FromMinutes(2));
        await Task.WhenAll(requests);

        // As long by either clock: Orleans' own parts speak by the system's.
        (start, began) = (All(sent), Stopwatch.GetTimestamp());
        await cluster.RunAsync(s_window);
        while (Stopwatch.GetElapsedTime(began) < took)
        {
            await Task.Delay(10);
        }

        var idle = All(sent) - start;

        var each = (busy - idle) / (double)requests.Count;
        output.WriteLine($"{silos} silos: {requests.Count} requests in {s_window.TotalSeconds} s, {idle} messages between silos without them, {busy} with them: {each:F3} a request; {calls.Count} calls of their own");
        Assert.Equal(0, calls.Count);
        Assert.InRange(each, -0.2, 0.2);
    }

    private static long All(SentMessages sent) => sent.OneWay.Count + sent.Calls.Count;

    private static void Ask(ClockedCluster cluster, CallsOfRequests calls, List<Task> requests, int perStep)
    {
        for (var i = 0; i < perStep; i++)
        {
            var turns = cluster.Mesh.Service<TurnRunner>(cluster.Mesh.Silos[requests.Count % cluster.Mesh.Silos.Count]);
            requests.Add(calls.Within(() => AskAsync(turns, requests.Count % 3 == 0 ? "n" : "m")));
        }
    }

    private static async Task AskAsync(TurnRunner turns, string target)
    {
        var request = new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart("hello")] }] };
        await using var turn = await turns.BeginAsync(new ChatTask(new RouteQuery { Target = target, InputTokensExpected = 10, MaxOutputTokens = 10 }, request, streaming: true), CancellationToken.None);
        await foreach (var _ in turn.ReadAsync())
        {
        }
    }
}
