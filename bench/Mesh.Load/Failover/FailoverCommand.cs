using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Load.Processes;

namespace Mesh.Load.Failover;

/// <summary>
/// Three endpoints of one model, each a process, under 100 streams a second through a mesh in a process of its own. One of them is
/// killed, or falls silent, or slows down, or resets its streams for 20 s: who notices, when does traffic leave it, when does it return?
/// </summary>
internal static class FailoverCommand
{
    /// <summary>Exit code 1 when a bound of a scene does not hold.</summary>
    /// <param name="only">The scenes to play; all when empty.</param>
    public static async Task<int> RunAsync(IReadOnlyCollection<string> only)
    {
        FailoverScene[] scenes =
        [
            new("kill", u => { u.Kill(); return Task.CompletedTask; }, u => u.RestartAsync()) { MostAttempts = 20, Leaving = _ => TimeSpan.FromSeconds(1) },
            new("silence", u => u.ControlAsync("""{"pauseSeconds":20}"""), _ => Task.CompletedTask) { Leaving = Noticed },
            new("slowdown", u => u.ControlAsync("""{"slow":20}"""), u => u.ControlAsync("""{"slow":1}""")) { Leaving = Noticed },
            new("resets", u => Resets(u, 1), WellAgain) { MostAttempts = 20, Leaving = Noticed },

            // No bound: a share of failures must outweigh what went well in the minute before.
            new("half-resets", u => Resets(u, 0.5), WellAgain),
        ];
        var exit = 0;
        foreach (var scene in scenes.Where(s => only.Count == 0 || only.Contains(s.Name)))
        {
            var figures = await scene.PlayAsync();
            var missed = figures.Missed(scene);
            Console.WriteLine($"{scene.Name}: {figures}{(missed.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; MISSED: {string.Join(", ", missed)}"))}");
            exit = missed.Count == 0 ? exit : 1;
        }

        return exit;
    }

    private static Task<JsonNode> Resets(UpstreamProcess upstream, double share) =>
        upstream.ControlAsync(new JsonObject { ["faults"] = new JsonObject { ["*"] = new JsonObject { ["reset-after-frames"] = share } } }.ToJsonString());

    private static Task<JsonNode> WellAgain(UpstreamProcess upstream) => upstream.ControlAsync("""{"faults":{"*":{}}}""");

    private static TimeSpan Noticed(TimeSpan p99) => TimeSpan.FromSeconds(Math.Max(2, 3 * p99.TotalSeconds));
}
