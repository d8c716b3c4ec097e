using Mesh.Testing;

namespace Mesh.Load;

/// <summary>Many requests, a tenth of them abandoned: does memory, or anything counted, grow?</summary>
internal static class LeakCommand
{
    private const string Unary = """{"model":"m","messages":[{"role":"user","content":"hello"}]}""";
    private const string Stream = """{"model":"m","stream":true,"messages":[{"role":"user","content":"hello"}]}""";

    public static async Task<int> RunAsync(int requests)
    {
        await using var upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["a", "b", "c"]));
        upstream.Keeps = false;
        await using var mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(upstream.Url));
        await BurstAsync(mesh, requests / 10);
        var before = Memory();
        await BurstAsync(mesh, requests * 9 / 10);
        var after = Memory();
        var metrics = await new HttpClient().GetStringAsync(new Uri($"{mesh.Settings.Admin}/metrics"));
        Console.WriteLine($"live heap after a tenth {before / 1024.0 / 1024:0.0} MiB, after {requests} requests {after / 1024.0 / 1024:0.0} MiB; {metrics.Split('\n').Count(l => l.Length > 0 && l[0] != '#')} series");
        return after < (before * 1.2) + (8 * 1024 * 1024) ? 0 : 1;
    }

    private static Task BurstAsync(RunningMesh mesh, int count) => Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = 32 },
        async (i, token) =>
        {
            using var response = await mesh.PostAsync("/v1/chat/completions", i % 2 == 0 ? Unary : Stream, token);
            if (i % 10 != 1)
            {
                await response.Content.ReadAsByteArrayAsync(token);
            }
        });

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
