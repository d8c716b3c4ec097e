using Mesh.Load;

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
    Console.Error.WriteLine("usage: Mesh.Load replay FILE.jsonl | streams | leak | cancel");
    return 2;
}
