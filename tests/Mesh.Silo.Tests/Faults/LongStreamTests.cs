using Grpc.Core;
using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Observability;
using Mesh.Testing.Faults;

namespace Mesh.Silo.Tests.Faults;

/// <summary>Alone in the process, whose heap all its meshes share.</summary>
[Collection(CountingAlone.Name)]
public sealed class LongStreamTests
{
    private const int Samples = 5;

    // Even the shorter stream would be more than this if it were kept.
    private const long MostGrowth = 24L * 1024 * 1024;

    [Theory]
    [InlineData(false, 1_000_000)]
    [InlineData(true, 500_000)]
    public async Task Stream_OfVeryManyDeltas_ArrivesWholeAndIsNotKept(bool byGrpc, int deltas)
    {
        await using var upstream = new FaultyUpstream(new FaultyAnswers(new FaultyText(["a"]), deltas)) { Draw = _ => Fault.ManyDeltas };
        await using var mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(upstream.Url));
        await using var grpc = GrpcCaller.Open(mesh);
        var (before, heaps) = (GC.GetTotalMemory(forceFullCollection: true), new List<long>());

        var pieces = await (byGrpc ? GrpcAsync(grpc, deltas, heaps) : OpenAIAsync(mesh, deltas, heaps));

        Assert.Equal(deltas, pieces);
        Assert.InRange(heaps.Max() - before, long.MinValue, MostGrowth);
    }

    private static async Task<int> OpenAIAsync(RunningMesh mesh, int deltas, List<long> heaps)
    {
        using var response = await mesh.PostAsync("/v1/chat/completions", """{"model":"m","stream":true,"messages":[{"role":"user","content":"hello"}]}""");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var pieces = 0;
        var ended = false;
        while (await reader.ReadLineAsync() is { } line)
        {
            ended |= line == "data: [DONE]";
            pieces += line.Contains("\"content\":\"a\"", StringComparison.Ordinal) ? 1 : 0;
            Sample(pieces, deltas, heaps);
        }

        return ended ? pieces : -1;
    }

    private static async Task<int> GrpcAsync(GrpcCaller grpc, int deltas, List<long> heaps)
    {
        using var call = grpc.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask()));
        var pieces = 0;
        await foreach (var e in call.ResponseStream.ReadAllAsync())
        {
            pieces += e.Delta?.Content == "a" ? 1 : 0;
            Sample(pieces, deltas, heaps);
        }

        return pieces;
    }

    private static void Sample(int pieces, int deltas, List<long> heaps)
    {
        if (pieces > heaps.Count * (deltas / Samples))
        {
            heaps.Add(GC.GetTotalMemory(forceFullCollection: true));
        }
    }
}
