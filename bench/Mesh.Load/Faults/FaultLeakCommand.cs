using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Grains.Endpoints;
using Mesh.Load.Processes;
using Mesh.Silo.Hosting;
using MeshSilo.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Load.Faults;

/// <summary>Many requests at both doors with one in a hundred of each fault: does memory, a socket, a timer or a place stay behind?</summary>
internal static class FaultLeakCommand
{
    private const int Concurrency = 64;

    // The runtime's own caches and pools settle at a size that differs by a few MiB from run to run.
    private const long Slack = 8 * 1024 * 1024;

    // Connections in the pools and the runtime's own timers come and go.
    private const int SocketSlack = 64;
    private const int TimerSlack = 64;

    // A beat of a server or a timer may be due just then; what has piled up is still there after this many looks.
    private const int MostLooks = 50;
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    /// <summary>Exit code 1 when something has grown from a tenth of the requests to all of them, or a place is still taken.</summary>
    public static async Task<int> RunAsync(int requests)
    {
        using var upstream = await UpstreamProcess.StartAsync("--tokens", "5", "--deltas", "2000");
        await upstream.ControlAsync(FaultLoad.Wish);
        await using var mesh = await RunningMesh.StartAsync(FaultLoad.Catalog(upstream.Url, FreePorts.Next()));
        using var channel = GrpcChannel.ForAddress(mesh.Settings.Grpc);
        var chat = new ChatService.ChatServiceClient(channel);
        await BurstAsync(mesh, chat, 0, requests / 10);
        var before = await Standing.TakeAsync();
        await BurstAsync(mesh, chat, requests / 10, requests);
        var after = await Standing.TakeAsync();
        var places = mesh.Services.GetRequiredService<EndpointGates>().All.Sum(g => g.Stats.InFlight);
        var counts = await upstream.CountsAsync();
        Console.WriteLine($"after {requests / 10} requests: {before}");
        Console.WriteLine($"after {requests} requests: {after}; places still taken {places}; upstream calls {counts["requests"]}, kinds of faults played {counts["faults"]!.AsObject().Count}, upstream connections {counts["connections"]}");
        return after.Heap < (before.Heap * 1.2) + Slack && after.Sockets <= before.Sockets + SocketSlack && after.Timers <= before.Timers + TimerSlack && after.Pending == 0 && places == 0 ? 0 : 1;
    }

    private static Task BurstAsync(RunningMesh mesh, ChatService.ChatServiceClient chat, int from, int to) => Parallel.ForEachAsync(
        Enumerable.Range(from, to - from),
        new ParallelOptions { MaxDegreeOfParallelism = Concurrency },
        async (i, token) =>
        {
            try
            {
                await (i / 200 % 2 == 0 ? OpenAIAsync(mesh, i, token) : GrpcAsync(chat, i, token));
            }
            catch (Exception e) when (e is RpcException or HttpRequestException or IOException)
            {
                // What callers see is looked at elsewhere.
            }
        });

    private static async Task OpenAIAsync(RunningMesh mesh, int request, CancellationToken token)
    {
        using var response = await mesh.PostAsync("/v1/chat/completions", FaultLoad.Body(request), token);
        await response.Content.CopyToAsync(Stream.Null, token);
    }

    private static async Task GrpcAsync(ChatService.ChatServiceClient chat, int request, CancellationToken token)
    {
        var asked = new ChatRequest { Model = FaultLoad.Route(request), Messages = { new Message { Role = Role.User, Parts = { new Part { Text = "hello" } } } } };
        if (!FaultLoad.IsStream(request))
        {
            await chat.CompleteAsync(new CompleteRequest { Chat = asked }, cancellationToken: token);
            return;
        }

        using var call = chat.Stream(new StreamRequest { Chat = asked }, cancellationToken: token);
        while (await call.ResponseStream.MoveNext(token))
        {
        }
    }

    /// <summary>What the process holds once it has come to rest.</summary>
    private sealed record Standing(long Heap, int Sockets, long Timers, long Pending)
    {
        public static async Task<Standing> TakeAsync()
        {
            await Task.Delay(s_rest);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return new Standing(GC.GetTotalMemory(forceFullCollection: true), Directory.GetFiles("/proc/self/fd").Count(IsSocket), Timer.ActiveCount, await PendingAsync());
        }

        private static async Task<long> PendingAsync()
        {
            var least = ThreadPool.PendingWorkItemCount;
            for (var look = 0; look < MostLooks && least > 0; look++)
            {
                await Task.Delay(s_look);
                least = Math.Min(least, ThreadPool.PendingWorkItemCount);
            }

            return least;
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"live heap {Heap / 1024.0 / 1024:0.0} MiB, {Sockets} sockets, {Timers} timers, {Pending} tasks waiting to run");

        private static bool IsSocket(string file)
        {
            try
            {
                return new FileInfo(file).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }
}
