using System.Diagnostics;

namespace Mesh.Benchmarks;

/// <summary>
/// Holds conversations of 10,000 turns against such of 10, measure by measure in turn: on a machine that others use as well, only what was
/// measured at the same time can be compared.
/// </summary>
internal static class ConversationRatio
{
    private const int Rounds = 41;

    /// <summary>Prints, for each store, the median of the ratios and where half of them lie.</summary>
    public static async Task RunAsync()
    {
        foreach (var store in new[] { "sqlite", "redis" })
        {
            var (few, many) = (new ConversationAppend { Store = store, Turns = 10 }, new ConversationAppend { Store = store, Turns = 10_000 });
            await few.OpenAsync();
            await many.OpenAsync();
            await PrintAsync($"{store} append", few, many, b => b.AppendAsync());
            await PrintAsync($"{store} open", few, many, b => b.OpenConversationAsync());
            await few.CloseAsync();
            await many.CloseAsync();
        }
    }

    private static async Task PrintAsync(string what, ConversationAppend few, ConversationAppend many, Func<ConversationAppend, Task> measured)
    {
        var times = new List<(double Few, double Many)>();
        for (var round = 0; round < Rounds; round++)
        {
            // Whoever is second finds the machine as the first one left it: they take turns.
            var second = round % 2 == 0 ? 0 : await TimeAsync(many, measured);
            var first = await TimeAsync(few, measured);
            times.Add((first, round % 2 == 0 ? await TimeAsync(many, measured) : second));
        }

        // The first rounds warm up.
        double[] ratios = [.. times.Skip(Rounds / 8).Select(t => t.Many / t.Few).Order()];
        Console.WriteLine(FormattableString.Invariant(
            $"{what}: 10,000 turns to 10, median ratio {At(ratios, 0.5):f2}, half of them {At(ratios, 0.25):f2} to {At(ratios, 0.75):f2}; median {At([.. times.Select(t => t.Few).Order()], 0.5):f0} and {At([.. times.Select(t => t.Many).Order()], 0.5):f0} µs"));
    }

    private static async Task<double> TimeAsync(ConversationAppend bench, Func<ConversationAppend, Task> measured)
    {
        bench.BeginAnew();
        var began = Stopwatch.GetTimestamp();
        await measured(bench);
        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / ConversationAppend.Each;
    }

    private static double At(double[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];
}
