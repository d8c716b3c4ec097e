using Mesh.Load;

// Figures only: what the mesh under load has to say belongs to its own runs.
Environment.SetEnvironmentVariable("Logging__LogLevel__Default", "Error");
Environment.SetEnvironmentVariable("Logging__LogLevel__Orleans.Runtime", "Error");

return args switch
{
    ["replay", var file] => await ReplayCommand.RunAsync(file),
    ["streams", ..] => await StreamsCommand.RunAsync(200, 500),
    ["leak", ..] => await LeakCommand.RunAsync(100_000),
    ["cancel", ..] => await CancelCommand.RunAsync(5),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Mesh.Load replay FILE.jsonl or FOLDER | streams | leak | cancel");
    return 2;
}
