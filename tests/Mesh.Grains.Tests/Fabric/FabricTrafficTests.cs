using Mesh.Grains.Catalog;
using Mesh.Grains.Fabric;
using Mesh.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Serialization;
using Xunit.Abstractions;

namespace Mesh.Grains.Tests.Fabric;

/// <summary>What the fabric of real silos puts on the wire.</summary>
[Collection(Clusters.Name)]
public sealed class FabricTrafficTests(ITestOutputHelper output)
{
    /// <summary>Bytes of a message that tells a batch, without the batch: Orleans' header, and the call around it.</summary>
    public const int Header = 243;

    private const int Endpoints = 100;
    private readonly Random _random = new(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fabric_OfThreeSilos_CostsWhatIsSaid(bool isBusy) => await MeasureAsync(3, 5, isBusy);

    [Theory]
    [InlineData(2, true)]
    [InlineData(4, true)]
    [InlineData(8, true)]
    [InlineData(8, false)]
    [Trait("Length", "Long")]
    public async Task Fabric_OfManySilos_CostsWhatIsSaidAndUnderAMegabyteASecond(short silos, bool isBusy) => Assert.InRange(await MeasureAsync(silos, 10, isBusy), 1, 1_000_000);

    // Gives bytes a second that a silo sent.
    private async Task<double> MeasureAsync(short silos, int seconds, bool isBusy)
    {
        using var sent = new SentMessages();
        var told = new ToldBatches(new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>());
        await using var cluster = await ClockedCluster.StartAsync(silos, Catalog(), silo =>
        {
            // Orleans tells its own load once a second, by messages that nobody answers either.
            silo.Services.Configure<DeploymentLoadPublisherOptions>(load => load.DeploymentLoadPublisherRefreshTime = TimeSpan.FromHours(1));
            silo.Services.AddSingleton<IOutgoingGrainCallFilter>(told);
        });
        await cluster.RunAsync(TimeSpan.FromSeconds(2));
        await SentAsync(sent);
        var (oneWay, calls, batches, bytes, said) = (sent.OneWay, sent.Calls, told.Count, told.Bytes, told.Said);
        var step = 0;
        await cluster.RunAsync(TimeSpan.FromSeconds(seconds), () =>
        {
            if (isBusy && step++ % 5 == 0)
            {
                Move(cluster);
            }
        });
        await SentAsync(sent);

        var wire = (Count: sent.OneWay.Count - oneWay.Count, Bytes: sent.OneWay.Bytes - oneWay.Bytes);
        var fabric = (Count: told.Count - batches, Bytes: told.Bytes - bytes, Said: told.Said - said);
        double each = silos * seconds;
        output.WriteLine($"{silos} silos, {Endpoints} endpoints, {(isBusy ? "all changing" : "idle")}: {wire.Bytes / each / 1e6:F4} MB/s a silo on the wire, said to be {fabric.Said / each / 1e6:F4}");
        output.WriteLine($"{wire.Count / each:F1} messages/s a silo ({fabric.Count / each:F1} batches); {(double)wire.Bytes / wire.Count:F1} bytes each, of which the batch {(double)fabric.Bytes / fabric.Count:F1}, the rest {(double)(wire.Bytes - fabric.Bytes) / fabric.Count:F1}");
        output.WriteLine($"beside it calls: {(sent.Calls.Count - calls.Count) / each:F1} messages/s a silo, {(sent.Calls.Bytes - calls.Bytes) / each / 1e6:F4} MB/s");
        Assert.Equal(fabric.Count, wire.Count);
        Assert.InRange((wire.Bytes - fabric.Bytes) / fabric.Count, Header - 8, Header + 8);
        Assert.InRange((double)fabric.Said / wire.Bytes, 0.95, 1.25);
        return wire.Bytes / each;
    }

    // A batch counts as told before it is written; nothing more is told while the clock stands still.
    private static async Task SentAsync(SentMessages sent)
    {
        var (last, calm) = (-1L, 0);
        await Wait.UntilAsync(
            () =>
            {
                var count = sent.OneWay.Count;
                (last, calm) = (count, count == last ? calm + 1 : 0);
                return calm >= 20;
            },
            "all that was told is sent",
            seconds: 60);
    }

    // Every gate of every silo has another load than in the last round.
    private void Move(ClockedCluster cluster)
    {
        foreach (var silo in cluster.Mesh.Silos)
        {
            foreach (var served in cluster.Mesh.Service<CatalogView>(silo).Current.Endpoints.Values)
            {
                if (served.Stats.InFlight > 60 || (served.Stats.InFlight > 40 && _random.Next(2) == 0))
                {
                    served.Stats.Leave();
                }
                else
                {
                    served.Stats.TryEnter();
                }

                served.Stats.Work.Begin(_random.Next(200), 0);
            }
        }
    }

    private static string Catalog() => $$"""
        providers:
          fake: { kind: openai-compatible, baseUrl: "http://127.0.0.1:9/v1" }
        models:
          m: { capabilities: [text], context: 100000, price: { in: 1, out: 2 } }
        endpoints:
        {{string.Join("\n", Enumerable.Range(100, Endpoints).Select(i => $"  llama-api-eu-{i}: {{ provider: fake, model: m }}"))}}
        """;
}
