using System.Diagnostics;
using System.Globalization;

namespace Mesh.Load.Conversations;

/// <summary>
/// What conversations cost a silo that nobody talks to any more: many of one turn each, made in two rounds, and what the process holds while
/// their grains are active and once they are not. What the second round leaves behind is what idle conversations cost.
/// </summary>
internal static class IdleCommand
{
    // The runtime's own caches and pools settle at a size that differs from run to run.
    private const long Slack = 48 * 1024 * 1024;
    private const int Warm = 2000;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(5);

    /// <summary>Exit code 1 when the process holds more after the second round than after the first, but for the runtime's slack.</summary>
    public static async Task<int> RunAsync(int count, bool redis)
    {
        await using var load = await ConversationLoad.StartAsync(redis, "I am fine, thank you; what can I do for you today?", 32_000);
        await load.FillAsync("warm", Warm);
        var before = await TellAsync(load, "warm", Warm);
        var idle = new List<long>();
        for (var round = 1; round <= 2; round++)
        {
            var began = Stopwatch.GetTimestamp();
            await load.FillAsync($"round{round}", count);
            var made = await TellAsync(load, $"made in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s", Warm + (round * count));
            began = Stopwatch.GetTimestamp();
            while (await ActiveAsync(load) > Warm / 20 && Stopwatch.GetElapsedTime(began) < s_patience)
            {
                await Task.Delay(s_look);
            }

            // A collection of everything comes with the next allocations of that size, if at all: some of them are made.
            await load.FillAsync($"nudge{round}", Warm);
            var left = await TellAsync(load, $"idle after {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s", Warm + (round * (count + Warm)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a conversation while it is active: {(made.Resident - before.Resident) / (double)Math.Max(1, made.Active):0} bytes resident"));
            idle.Add(left.Resident);
            before = left;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a conversation that is idle: {(idle[1] - idle[0]) / (double)count:0} bytes resident"));
        return idle[1] <= idle[0] + Slack ? 0 : 1;
    }

    private static async Task<(long Resident, double Active)> TellAsync(ConversationLoad load, string what, int conversations)
    {
        var metrics = await load.Mesh.MetricsAsync();
        var (resident, active, stored) = (load.Mesh.ResidentBytes, metrics.Sum("orleans_catalog_activations"), await load.StoredBytesAsync());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {conversations} conversations, {active} grains active, {MiB(resident)} MiB resident, {MiB(metrics.Sum("dotnet_gc_last_collection_heap_size_bytes"))} MiB heap at the last collection, {MiB(stored)} MiB stored ({stored / (double)conversations:0} bytes each)"));
        return (resident, active);
    }

    private static async Task<double> ActiveAsync(ConversationLoad load) => (await load.Mesh.MetricsAsync()).Sum("orleans_catalog_activations");

    private static string MiB(double bytes) => (bytes / 1024 / 1024).ToString("0.0", CultureInfo.InvariantCulture);
}
