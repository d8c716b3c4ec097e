using BenchmarkDotNet.Attributes;
using Mesh.Providers.OpenAI.Answers;

namespace Mesh.Benchmarks;

/// <summary>What the mesh does with an event of a stream between the upstream's bytes and the door's: cut, peek, pass on.</summary>
[MemoryDiagnoser]
public class FrameBenchmark
{
    private const int Events = 1000;
    private readonly byte[][] _reads1 = Reads(1);
    private readonly byte[][] _reads50 = Reads(50);

    /// <summary>Events that come in one read: 1 when they are paced, many in bursts.</summary>
    [Params(1, 50)]
    public int TogetherInARead { get; set; }

    /// <summary>A stream of 1,000 events, each counted as one operation.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public async Task<long> Pass()
    {
        using var response = new HttpResponseMessage { Content = new StreamContent(new PreparedStream(TogetherInARead == 1 ? _reads1 : _reads50)) };
        await using var answer = new OpenAIStreamAnswer(response, "e", usageWanted: true);
        var bytes = 0L;
        await foreach (var frame in answer.ReadAsync(CancellationToken.None))
        {
            bytes += frame.Raw.Length;
        }

        return bytes;
    }

    private static byte[][] Reads(int together) =>
    [
        .. Enumerable.Range(0, Events - 2)
            .Select(i => $$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":" word{{i}}"},"finish_reason":null}]}""" + "\n\n")
            .Append("""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\n")
            .Append("data: [DONE]\n\n")
            .Chunk(together)
            .Select(events => System.Text.Encoding.ASCII.GetBytes(string.Concat(events))),
    ];
}
