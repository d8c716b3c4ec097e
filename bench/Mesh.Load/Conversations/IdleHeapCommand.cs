using System.Globalization;
using Grpc.Net.Client;
using MeshSilo.V1;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;

namespace Mesh.Load.Conversations;

/// <summary>What the live heap of a silo holds of conversations whose grains are no longer active: made in two rounds in this process, and collected by force.</summary>
internal static class IdleHeapCommand
{
    private const int AtOnce = 32;
    private const long BoundBytes = 64;

    /// <summary>Exit code 1 when the second round leaves more than 64 bytes a conversation.</summary>
    public static async Task<int> RunAsync(int count)
    {
        await using var mesh = await RunningMesh.StartAsync();
        using var channel = GrpcChannel.ForAddress(mesh.GrpcUrl);
        var service = new ConversationService.ConversationServiceClient(channel);
        var idle = new List<long>();
        for (var round = 0; round < 3; round++)
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, token) =>
                await service.CreateConversationAsync(new CreateConversationRequest { Id = $"c-{round}-{i}", Title = "a conversation of some length" }, cancellationToken: token));
            var active = Heap();
            await mesh.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
            idle.Add(Heap());
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(round + 1) * count} conversations: live heap {active / 1048576.0:0.0} MiB with {count} active, {idle[^1] / 1048576.0:0.0} MiB once they are not ({(active - idle[^1]) / (double)count:0} bytes an active one)"));
        }

        // The first round fills what is filled once.
        var each = (idle[2] - idle[1]) / (double)count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a conversation that is idle: {each:0} bytes of live heap"));
        return each <= BoundBytes ? 0 : 1;
    }

    private static long Heap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
