using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using MeshSilo.V1;

namespace Mesh.Load.Conversations;

/// <summary>A conversation of many turns at the gRPC door beside one of 10, measure by measure in turn: on a machine that others use as well, only what was measured at the same time can be compared.</summary>
internal static class LongCommand
{
    private const int Few = 10;
    private const int Rounds = 41;
    private const int Each = 16;
    private const double Allowed = 1.2;

    // A context that three such turns fill: what a model is told is the same for both.
    private const int Context = 2000;
    private static readonly string s_question = new('q', 200);

    /// <summary>Exit code 1 when the median ratio of any call is over 1.2.</summary>
    public static async Task<int> RunAsync(int turns, bool redis)
    {
        await using var load = await ConversationLoad.StartAsync(redis, new string('a', 800), Context);
        await load.CreateAsync("long");
        for (var i = 0; i < turns; i++)
        {
            await load.SendAsync("long", s_question);
        }

        var worst = 0.0;
        worst = Math.Max(worst, await CompareAsync(load, "get", id => load.Service.GetConversationAsync(new GetConversationRequest { Id = id }).ResponseAsync));
        worst = Math.Max(worst, await CompareAsync(load, "send", id => load.SendAsync(id, s_question)));
        worst = Math.Max(worst, await CompareAsync(load, "list a page of 10", id => load.Service.ListTurnsAsync(new ListTurnsRequest { ConversationId = id, PageSize = Few }).ResponseAsync));
        worst = Math.Max(worst, await CompareAsync(load, "export, a turn", id => ExportAsync(load, id), id => id == "long" ? turns : Few, each: 1));
        return worst <= Allowed ? 0 : 1;
    }

    private static async Task ExportAsync(ConversationLoad load, string id)
    {
        using var call = load.Service.ExportConversation(new ExportConversationRequest { Id = id });
        while (await call.ResponseStream.MoveNext())
        {
        }
    }

    private static async Task<double> CompareAsync(ConversationLoad load, string what, Func<string, Task> measured, Func<string, double>? parts = null, int each = Each)
    {
        var times = new List<(double Few, double Many)>();
        for (var round = 0; round < Rounds; round++)
        {
            // The short one would grow from measure to measure: each has a new one. Whoever is second finds the machine as the first one left it: they take turns.
            var few = $"{what.GetHashCode(StringComparison.Ordinal):x}-{round}";
            await load.CreateAsync(few);
            for (var i = 0; i < Few; i++)
            {
                await load.SendAsync(few, s_question);
            }

            var second = round % 2 == 0 ? 0 : await TimeAsync("long", measured, parts, each);
            var first = await TimeAsync(few, measured, parts, each);
            times.Add((first, round % 2 == 0 ? await TimeAsync("long", measured, parts, each) : second));
        }

        // The first rounds warm up.
        double[] ratios = [.. times.Skip(Rounds / 8).Select(t => t.Many / t.Few).Order()];
        var median = ratios[ratios.Length / 2];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: median ratio {median:0.00}, half of them {ratios[ratios.Length / 4]:0.00} to {ratios[ratios.Length * 3 / 4]:0.00}; median {Median(times.Select(t => t.Few)):0} and {Median(times.Select(t => t.Many)):0} µs"));
        return median;
    }

    private static async Task<double> TimeAsync(string id, Func<string, Task> measured, Func<string, double>? parts, int each)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < each; i++)
        {
            await measured(id);
        }

        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / each / (parts?.Invoke(id) ?? 1);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
