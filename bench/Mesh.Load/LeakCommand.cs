using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Grains.Endpoints;
using Mesh.Testing;
using MeshSilo.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Load;

/// <summary>Many requests at both doors, a tenth of them abandoned in the middle: does memory, or anything counted, grow?</summary>
internal static class LeakCommand
{
    private const int Concurrency = 32;
    private const string Unary = """{"model":"m","messages":[{"role":"user","content":"hello"}]}""";
    private const string Stream = """{"model":"m","stream":true,"messages":[{"role":"user","content":"hello"}]}""";

    // The runtime's own caches and pools settle at a size that differs by a few MiB from run to run.
    private const long Slack = 8 * 1024 * 1024;

    /// <summary>Exit code 1 when the live heap after all requests is over 1.2 times what it was after a tenth of them, or a place is still taken.</summary>
    public static async Task<int> RunAsync(int requests)
    {
        await using var upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["a", "b", "c"]));
        upstream.Keeps = false;
        await using var mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(upstream.Url));
        using var channel = GrpcChannel.ForAddress(mesh.Settings.Grpc);
        var chat = new ChatService.ChatServiceClient(channel);
        await BurstAsync(mesh, chat, requests / 10);
        var (heapBefore, seriesBefore) = (Heap(), await SeriesAsync(mesh));
        await BurstAsync(mesh, chat, requests * 9 / 10);
        var (heapAfter, seriesAfter) = (Heap(), await SeriesAsync(mesh));
        var inFlight = mesh.Services.GetRequiredService<EndpointGates>().All.Sum(g => g.Stats.InFlight);
        Console.WriteLine($"live heap after a tenth {MiB(heapBefore)} MiB, after {requests} requests {MiB(heapAfter)} MiB; series {seriesBefore}, then {seriesAfter}; places still taken {inFlight}; upstream calls {upstream.Started}");
        return heapAfter < (heapBefore * 1.2) + Slack && inFlight == 0 && seriesAfter <= seriesBefore ? 0 : 1;
    }

    private static Task BurstAsync(RunningMesh mesh, ChatService.ChatServiceClient chat, int count) => Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = Concurrency },
        (i, token) => new ValueTask((i % 4) switch
        {
            0 => OpenAIAsync(mesh, Unary, false, token),
            1 => OpenAIAsync(mesh, Stream, i % 20 == 1, token),
            2 => GrpcWholeAsync(chat, token),
            _ => GrpcStreamAsync(chat, i % 20 == 3, token),
        }));

    private static async Task OpenAIAsync(RunningMesh mesh, string body, bool abandon, CancellationToken token)
    {
        using var response = await mesh.PostAsync("/v1/chat/completions", body, token);
        if (!abandon)
        {
            await response.Content.ReadAsByteArrayAsync(token);
        }
    }

    private static async Task GrpcWholeAsync(ChatService.ChatServiceClient chat, CancellationToken token) =>
        await chat.CompleteAsync(new CompleteRequest { Chat = Chat() }, cancellationToken: token);

    private static async Task GrpcStreamAsync(ChatService.ChatServiceClient chat, bool abandon, CancellationToken token)
    {
        using var call = chat.Stream(new StreamRequest { Chat = Chat() }, cancellationToken: token);
        while (await call.ResponseStream.MoveNext(token) && !abandon)
        {
        }
    }

    private static ChatRequest Chat() => new() { Model = "m", Messages = { new Message { Role = Role.User, Parts = { new Part { Text = "hello" } } } } };

    private static long Heap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static async Task<int> SeriesAsync(RunningMesh mesh)
    {
        var metrics = await mesh.Http.GetStringAsync(new Uri($"{mesh.Settings.Admin}/metrics"));
        return metrics.Split('\n').Count(l => l.StartsWith("meshsilo_", StringComparison.Ordinal) || l.StartsWith("gen_ai_", StringComparison.Ordinal));
    }

    private static string MiB(long bytes) => (bytes / 1024.0 / 1024).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
}
