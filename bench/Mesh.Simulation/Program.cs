using System.Globalization;
using Mesh.Simulation.Reports;

var folder = Text("--traces") ?? Environment.GetEnvironmentVariable("MESH_TRACES");
if (args.Length == 0 || folder is null || !Directory.Exists(folder))
{
    Console.Error.WriteLine("""
        usage: Mesh.Simulation COMMAND --traces FOLDER [--seeds N] [--speed X]
          policies   every rule on the Mooncake trace
          degraded   two of eight engines three times slower; one that turns five times slower
          sharing    eight routers and what they know of each other
          reuse      traces in which no prompt returns
          burst      backlogs after the bursts of the Azure code trace
          classes    classes at and beyond the knee
          tenants    one that asks ten times as often as each of the others
          fleets     other hardware
          all        all of these
        FOLDER holds mooncake_conversation.jsonl, azure_llm_code.csv and azure_llm_conv.csv (or MESH_TRACES names it).
        """);
    return 2;
}

var seeds = int.Parse(Text("--seeds") ?? "10", CultureInfo.InvariantCulture);
var speed = double.Parse(Text("--speed") ?? "2", CultureInfo.InvariantCulture);
var reports = new Dictionary<string, Func<string>>
{
    ["policies"] = () => PolicyReport.Write(folder, seeds, speed),
    ["degraded"] = () => DegradedReport.Write(folder, seeds),
    ["sharing"] = () => SharingReport.Write(folder, seeds),
    ["reuse"] = () => ReuseReport.Write(folder, seeds),
    ["burst"] = () => BurstReport.Write(folder),
    ["classes"] = () => ClassReport.Write(folder, seeds),
    ["tenants"] = () => TenantReport.Write(folder, seeds),
    ["fleets"] = () => FleetReport.Write(folder, seeds),
};
var wanted = args[0] == "all" ? [.. reports.Keys] : args[0].Split(',');
if (wanted.FirstOrDefault(w => !reports.ContainsKey(w)) is { } unknown)
{
    Console.Error.WriteLine($"'{unknown}' is no command. There are: {string.Join(", ", reports.Keys)}, all.");
    return 2;
}

foreach (var name in wanted)
{
    Console.WriteLine(reports[name]());
}

return 0;

string? Text(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
