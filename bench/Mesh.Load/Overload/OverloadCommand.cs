using System.Globalization;
using Mesh.Load.Processes;

namespace Mesh.Load.Overload;

/// <summary>
/// Ten times more than an upstream of 20 places and 200 ms can serve. The knee is the highest rate with at least 99% success and a
/// 99th percentile at most twice that of a tenth of the rate; goodput counts answers within 2 s, and its peak is that of the knee.
/// </summary>
internal static class OverloadCommand
{
    private const double Times = 10;
    private const double LeastGoodput = 0.9;
    private const double MostRefusalMilliseconds = 50;
    private const double MostGrowth = 1.15;
    private const double SlackMegabytes = 16;
    private const double MostRecoverySeconds = 15;
    private static readonly TimeSpan s_good = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_trial = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_measure = TimeSpan.FromSeconds(20);

    /// <summary>Exit code 1 when a bound fails.</summary>
    public static async Task<int> RunAsync(int seconds)
    {
        using var bed = await OverloadBed.StartAsync();
        await LoadAsync(bed, 50, TimeSpan.FromSeconds(5));
        var (knee, calm) = await KneeAsync(bed);
        var peak = await LoadAsync(bed, knee, s_measure);
        var overload = TimeSpan.FromSeconds(seconds);
        var (cpuBefore, refusedBefore) = (bed.Mesh.Cpu.TotalSeconds, await bed.RefusedUpstreamAsync());
        using var stop = new CancellationTokenSource();
        var watching = MemoryAsync(bed.Mesh, stop.Token);
        var over = await LoadAsync(bed, knee * Times, overload);
        await stop.CancelAsync();
        var memory = await watching;
        var cpu = (bed.Mesh.Cpu.TotalSeconds - cpuBefore) / overload.TotalSeconds;
        var after = await LoadAsync(bed, knee, s_measure);
        return Report(knee, calm, peak, over, memory, after, cpu, await bed.RefusedUpstreamAsync() - refusedBefore);
    }

    private static Task<OpenLoopSample> LoadAsync(OverloadBed bed, double rate, TimeSpan duration) => OverloadTrial.RunAsync(bed, rate, duration);

    // The knee to within 2 a second, and the 99th percentile at a tenth of it.
    private static async Task<(double Rate, double Calm)> KneeAsync(OverloadBed bed)
    {
        var calm = (await LoadAsync(bed, 10, s_measure)).Time(AnswerKind.Answered, 0.99);
        var (low, high) = (10.0, 200.0);
        while (high - low > 2)
        {
            var rate = (low + high) / 2;
            if (Holds(await LoadAsync(bed, rate, s_trial), calm))
            {
                low = rate;
            }
            else
            {
                high = rate;
            }
        }

        // A little too much shows only after a while: the queue fills by the difference.
        while (low > 10 && !Holds(await LoadAsync(bed, low, s_measure), calm))
        {
            low -= 2;
        }

        return (low, (await LoadAsync(bed, low / 10, s_measure)).Time(AnswerKind.Answered, 0.99));
    }

    private static bool Holds(OpenLoopSample trial, double calm) => trial.Success >= 0.99 && trial.Time(AnswerKind.Answered, 0.99) <= 2 * calm;

    private static async Task<List<double>> MemoryAsync(ChildProcess process, CancellationToken stop)
    {
        var megabytes = new List<double>();
        while (!stop.IsCancellationRequested)
        {
            megabytes.Add(process.ResidentBytes / 1e6);
            await Task.Delay(1000, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return megabytes;
    }

    // The first second from which on the rest of the run is as it was at the knee.
    private static double Recovery(OpenLoopSample after, double knee)
    {
        for (var second = 0; second < after.Seconds - 2; second++)
        {
            var rest = after.From(second);
            if (rest.Success >= 0.99 && rest.Time(AnswerKind.Answered, 0.99) <= knee)
            {
                return second;
            }
        }

        return double.PositiveInfinity;
    }

    private static int Report(double knee, double calm, OpenLoopSample peak, OpenLoopSample over, List<double> memory, OpenLoopSample after, double cpu, int refusedUpstream)
    {
        var (peakGoodput, goodput) = (peak.Goodput(s_good), over.Goodput(s_good));
        var refusal = over.Time(AnswerKind.Refused, 0.99);
        var recovery = Recovery(after, Math.Max(2 * calm, 1.2 * peak.Time(AnswerKind.Answered, 0.99)));

        // What the first tenth of the time takes belongs to the change of load.
        var (first, last) = (memory[memory.Count / 10], memory.TakeLast(5).Average());
        var untyped = over.Count(AnswerKind.Failed) + over.NotSent;
        (string What, string Figure, bool Holds)[] rows =
        [
            ("knee", $"{knee:0} requests/s; p99 {peak.Time(AnswerKind.Answered, 0.99):0} ms, at a tenth of it {calm:0} ms", true),
            ("goodput at the knee (peak)", $"{peakGoodput:0.0} answers/s within {s_good.TotalSeconds:0} s", true),
            ($"goodput at {Times:0} times the knee", $"{goodput:0.0} answers/s over {over.Seconds:0} s, {goodput / peakGoodput:0.0%} of peak (at least {LeastGoodput:0%})", goodput >= LeastGoodput * peakGoodput),
            ("answers there", $"median {over.Time(AnswerKind.Answered, 0.5):0} ms, p99 {over.Time(AnswerKind.Answered, 0.99):0} ms", true),
            ("refusals there", $"{over.Count(AnswerKind.Refused)}, median {over.Time(AnswerKind.Refused, 0.5):0.0} ms, p99 {refusal:0.0} ms (under {MostRefusalMilliseconds:0})", refusal < MostRefusalMilliseconds),
            ("sent late by the generator", $"p99 {over.Late(0.99):0.0} ms, which is in the times above", true),
            ("neither answered nor typed", $"{untyped}", untyped == 0),
            ("429 from the upstream", $"{refusedUpstream}", true),
            ("mesh: resident memory", $"{first:0} MB after a tenth of the time, {last:0} MB at the end (at most {MostGrowth:0.00} times and {SlackMegabytes:0} MB)", last <= (first * MostGrowth) + SlackMegabytes),
            ("mesh: processor", $"{cpu:0.00} s a second", true),
            ("recovery", $"{recovery:0} s after the load falls back to the knee (at most {MostRecoverySeconds:0})", recovery <= MostRecoverySeconds),
            ("load of the machine", File.ReadAllText("/proc/loadavg").Trim(), true),
        ];
        foreach (var (what, figure, holds) in rows)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-32} {figure}{(holds ? "" : "   MISSED")}"));
        }

        return rows.All(r => r.Holds) ? 0 : 1;
    }
}
