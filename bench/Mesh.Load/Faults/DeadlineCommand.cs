using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Load.Processes;
using Mesh.Testing.Faults;

namespace Mesh.Load.Faults;

/// <summary>
/// How long past its caller's own deadline a call still hangs while its upstream is silent, slow or without end: at both doors,
/// streamed and whole, over real sockets and on the wall's clock. What hangs hangs each time, and a busy machine is late now and
/// then: the median of the rounds is held to the bound, and the worst is told beside it.
/// </summary>
internal static class DeadlineCommand
{
    private const int Rounds = 3;
    private const string Healthy = "healthy";
    private static readonly TimeSpan s_deadline = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_most = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private static readonly Fault[] s_faults =
    [
        Fault.SilentBeforeHeaders, Fault.SilentAfterHeaders, Fault.SilentBetweenFrames, Fault.SlowDrip, Fault.CommentFlood, Fault.ManyDeltas, Fault.Endless,
    ];

    /// <summary>Exit code 1 when the median of a kind of call ends over 100 ms after its deadline, or an attempt stays under way.</summary>
    public static async Task<int> RunAsync()
    {
        using var upstream = await UpstreamProcess.StartAsync("--tokens", "50");
        var faults = s_faults.Select(FaultNames.Of).Select(f => KeyValuePair.Create(f, (JsonNode?)new JsonObject { [f] = 1.0 }));
        await upstream.ControlAsync(new JsonObject { ["faults"] = new JsonObject(faults), ["slow"] = 20 }.ToJsonString());
        using var mesh = await MeshProcess.StartAsync(Catalog(upstream.Url));
        using var caller = new DeadlineCaller(mesh, s_deadline);
        foreach (var (_, ask) in Doors(caller))
        {
            // What the first call of a kind costs is the start's business.
            await ask(Healthy);
            await ask(FaultNames.Of(Fault.SilentBetweenFrames));
        }

        var held = true;
        foreach (var fault in s_faults)
        {
            held &= await MeasureAsync(caller, fault);
        }

        var left = await LeftAsync(mesh);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"attempts still under way: {left}"));
        return held && left == 0 ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(DeadlineCaller caller, Fault fault)
    {
        var words = new List<string>();
        var held = true;
        foreach (var (door, ask) in Doors(caller))
        {
            var ends = new List<DeadlineEnd>();
            for (var round = 0; round < Rounds; round++)
            {
                ends.Add(await ask(FaultNames.Of(fault)));
            }

            ends.Sort((a, b) => a.Took.CompareTo(b.Took));
            var (median, worst) = (ends[Rounds / 2].Took - s_deadline, ends[^1].Took - s_deadline);
            held &= median <= s_most;
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{door} {median.TotalMilliseconds:+0.0;-0.0} (worst {worst.TotalMilliseconds:+0.0;-0.0}) ms {ends[^1].How}"));
        }

        Console.WriteLine($"{FaultNames.Of(fault)}: {string.Join(", ", words)}{(held ? "" : "; MISSED")}");
        return held;
    }

    private static (string Door, Func<string, Task<DeadlineEnd>> Ask)[] Doors(DeadlineCaller caller) =>
    [
        ("OpenAI stream", model => caller.OpenAIAsync(model, streaming: true)),
        ("OpenAI whole", model => caller.OpenAIAsync(model, streaming: false)),
        ("gRPC stream", caller.GrpcStreamAsync),
        ("gRPC whole", caller.GrpcWholeAsync),
    ];

    // A metrics page is up to 300 ms old.
    private static async Task<double> LeftAsync(MeshProcess mesh)
    {
        var left = double.NaN;
        for (var began = Stopwatch.GetTimestamp(); left != 0 && Stopwatch.GetElapsedTime(began) < s_patience;)
        {
            left = (await mesh.MetricsAsync()).Sum("meshsilo_endpoint_in_flight");
        }

        return left;
    }

    // A model each, so that none sees another's circuit.
    private static string Catalog(string url) => $$"""
        providers:
          u: { kind: openai-compatible, baseUrl: "{{url}}" }
        models:
        {{string.Join("\n", Names().Select(n => $"  {n}: {{ price: {{ in: 1, out: 2 }} }}"))}}
        endpoints:
        {{string.Join("\n", Names().Select(n => $"  {n}-e: {{ provider: u, model: {n}, upstreamModel: {n}, maxAnswerBytes: 268435456 }}"))}}
        """;

    private static IEnumerable<string> Names() => [Healthy, .. s_faults.Select(FaultNames.Of)];
}
