using System.Diagnostics;
using System.Globalization;
using System.Text;
using Mesh.Contracts.Routing;
using Mesh.Grains.Router;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Mesh.Load;

/// <summary>What a decision over 100 endpoints costs: from the silo's snapshot, and by a call of the router's grain.</summary>
internal static class RouteCommand
{
    private const int Endpoints = 100;
    private const int Decisions = 20_000;
    private static readonly RouteQuery s_query = new() { Target = "r", InputTokensAtMost = 400, InputTokensExpected = 100 };

    /// <summary>Prints medians of <paramref name="runs"/> runs.</summary>
    public static async Task<int> RunAsync(int runs)
    {
        await using var mesh = await RunningMesh.StartAsync(Catalog());
        var router = mesh.Services.GetRequiredService<MeshRouter>();
        var grain = mesh.Services.GetRequiredService<IGrainFactory>().GetGrain<IRouterGrain>(0);
        _ = Snapshot(router);
        _ = await GrainAsync(grain);
        var (snapshot, allocated, called) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < runs; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            snapshot.Add(Snapshot(router));
            allocated.Add((GC.GetAllocatedBytesForCurrentThread() - before) / (double)Decisions);
            called.Add(await GrainAsync(grain));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Endpoints} endpoints: from the snapshot {Median(snapshot):0.0} µs and {Median(allocated):0} bytes a decision, by the router's grain {Median(called):0.0} µs ({Median(called) / Median(snapshot):0.0} times); medians of {runs} runs"));
        return 0;
    }

    private static double Snapshot(MeshRouter router)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Decisions; i++)
        {
            router.Decide(s_query);
        }

        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / Decisions;
    }

    private static async Task<double> GrainAsync(IRouterGrain grain)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Decisions; i++)
        {
            await grain.DecideAsync(s_query);
        }

        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / Decisions;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Catalog()
    {
        var text = new StringBuilder("providers:\n  p: { kind: openai-compatible, baseUrl: \"http://127.0.0.1:9/v1\" }\nmodels:\n");
        for (var i = 0; i < Endpoints; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  m{i}: {{ price: {{ in: {1 + (i % 7)}, out: {2 + (i % 11)} }}, quality: {{ chat: 0.{10 + (i % 80)} }} }}\n");
        }

        text.Append("endpoints:\n");
        for (var i = 0; i < Endpoints; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  e{i}: {{ provider: p, model: m{i} }}\n");
        }

        return text.Append("routes:\n  r: { candidates: [\"*\"] }\n").ToString();
    }
}
