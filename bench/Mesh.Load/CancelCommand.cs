using System.Diagnostics;
using Mesh.Testing;

namespace Mesh.Load;

/// <summary>How long after its caller has gone an upstream call is cancelled.</summary>
internal static class CancelCommand
{
    private const string Stream = """{"model":"m","stream":true,"messages":[{"role":"user","content":"hello"}]}""";

    public static async Task<int> RunAsync(int runs)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamReply.Events(ChatReplies.Chunk("""{"content":"a"}""", "null")) with { Ending = UpstreamEnding.Silence });
        await using var mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(upstream.Url));
        var times = new List<double>();
        for (var i = 1; i <= runs; i++)
        {
            var response = await mesh.PostAsync("/v1/chat/completions", Stream);
            await (await response.Content.ReadAsStreamAsync()).ReadExactlyAsync(new byte[10]);
            var left = Stopwatch.GetTimestamp();
            response.Dispose();
            while (upstream.Aborted < i)
            {
                await Task.Delay(1);
            }

            times.Add(Stopwatch.GetElapsedTime(left, upstream.AbortedAt).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine($"caller gone to upstream cancelled: median {times[runs / 2]:0.0} ms, worst {times[^1]:0.0} ms of {runs}");
        return times[runs / 2] <= 100 ? 0 : 1;
    }
}
