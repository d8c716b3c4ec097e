using System.Globalization;
using Mesh.Load;
using Mesh.Load.Conversations;
using Mesh.Load.Failover;
using Mesh.Load.Faults;
using Mesh.Load.Overload;
using Mesh.Load.Proxies;
using Mesh.Load.Recorded;
using Mesh.Load.Relaying;
using Mesh.Load.Reports;

// Figures only: what the mesh under load has to say belongs to its own runs.
Environment.SetEnvironmentVariable("Logging__LogLevel__Default", "Error");
Environment.SetEnvironmentVariable("Logging__LogLevel__Orleans.Runtime", "Error");

return args switch
{
    ["plans", .. var options] when Text(options, "--data") is { } data => await RecordedCommand.RunAsync(data, Text(options, "--score"), Text(options, "--out"), Number(options, "--seed", RecordedCommand.Seed), Number(options, "--most", int.MaxValue)),
    ["replay", var path] => await ReplayCommand.RunAsync(path),
    ["streams"] => await StreamsCommand.RunAsync(streams: 200, frames: 500),
    ["cancel"] => await CancelCommand.RunAsync(runs: 5),
    ["leak"] => await LeakCommand.RunAsync(requests: 100_000),
    ["leak", "--faults", .. var options] => await FaultLeakCommand.RunAsync(Number(options, "--requests", 100_000)),
    ["failover", .. var scenes] => await FailoverCommand.RunAsync(scenes),
    ["deadline"] => await DeadlineCommand.RunAsync(),
    ["amplification"] => await AmplificationCommand.RunAsync(),
    ["soak", .. var options] => await SoakCommand.RunAsync(Number(options, "--minutes", 60)),
    ["route"] => await RouteCommand.RunAsync(runs: 5),
    ["start"] => await StartCommand.RunAsync(runs: 5),
    ["proxy", .. var options] => await ProxyCommand.RunAsync(Number(options, "--rounds", 5), Number(options, "--seconds", 3), Text(options, "--portkey"), Text(options, "--only")),
    ["relay", .. var options] => await RelayCommand.RunAsync(Number(options, "--rounds", 3), Number(options, "--seconds", 3), Text(options, "--only")),
    ["report", var page, .. var options] => await ReportCommand.RunAsync(page, Text(options, "--only"), Text(options, "--portkey")),
    ["overload", .. var options] => await OverloadCommand.RunAsync(Number(options, "--seconds", 120)),
    ["idle", "--heap", .. var options] => await IdleHeapCommand.RunAsync(Number(options, "--count", 20_000)),
    ["idle", .. var options] => await IdleCommand.RunAsync(Number(options, "--count", 100_000), options.Contains("--redis")),
    ["long", .. var options] => await LongCommand.RunAsync(Number(options, "--turns", 10_000), options.Contains("--redis")),
    ["serve-capped", var port] => await CappedUpstream.ServeAsync(int.Parse(port, CultureInfo.InvariantCulture)),
    ["serve-upstream", var port] => await BenchUpstream.ServeAsync(int.Parse(port, CultureInfo.InvariantCulture)),
    ["serve-yarp", var port, var upstream] => await YarpProxy.ServeAsync(int.Parse(port, CultureInfo.InvariantCulture), int.Parse(upstream, CultureInfo.InvariantCulture)),
    _ => Usage(),
};

static string? Text(string[] options, string name) => Array.IndexOf(options, name) is var at and >= 0 && at + 1 < options.Length ? options[at + 1] : null;

static int Number(string[] options, string name, int otherwise) => Text(options, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

static int Usage()
{
    Console.Error.WriteLine("""
        usage: Mesh.Load COMMAND
          replay FILE|FOLDER  recorded questions and exchanges through both doors
          plans --data FOLDER [--score FOLDER] [--out FILE] [--seed N] [--most N]
                              plans fitted on one half of recorded questions and asked the other half (or a second folder) through a mesh
          streams             200 streams of 500 frames at once
          cancel              from the caller's going to the upstream's cancellation
          leak                100,000 requests, a tenth of them abandoned
          leak --faults [--requests N]
                              100,000 (or N) requests with one in a hundred of each fault
          failover [SCENE...] three endpoints, one of which fails: kill, silence, slowdown, resets, half-resets
          deadline            how long past its deadline a call hangs on a silent, slow or endless upstream
          amplification       upstream calls a request while half of them fail
          soak [--minutes N]  an hour (or N minutes) at half the knee with one in a hundred of each fault
          route               a decision over 100 endpoints
          proxy [--portkey FOLDER] [--rounds N] [--seconds N] [--only TEXT]
                              the mesh beside its upstream alone, YARP and Portkey's gateway
          relay [--rounds N] [--seconds N] [--only TEXT]
                              frames through an edge and a worker's relay, beside those of a silo that asks the engine itself
          report PAGE [--only NAME,NAME] [--portkey FOLDER]
                              runs all of these and writes what they print into a page
          overload [--seconds N]
                              ten times more than a capped upstream can serve
          idle [--count N] [--redis]
                              memory and store of 100,000 (or N) conversations, active and idle
          idle --heap [--count N]
                              live heap of 20,000 (or N) conversations, three times over, in this process
          long [--turns N] [--redis]
                              calls to a conversation of 10,000 (or N) turns beside one of 10
          start               start to ready and to the first answer, idle memory
        """);
    return 2;
}
