using System.CommandLine;
using Mesh.StandIn;
using Mesh.Testing;
using Mesh.Testing.Engines;
using Mesh.Testing.Faults;
using Mesh.Testing.Replay;
using Mesh.Testing.Tools;

var port = new Option<int>("--port") { Description = "port of loopback", DefaultValueFactory = _ => 9000 };
var answers = new Option<FileInfo?>("--answers") { Description = "JSON lines with prompt, weak_response and strong_response: prompts in it get the recorded answer" };
var exchanges = new Option<DirectoryInfo?>("--exchanges") { Description = "folder of recorded exchanges: requests in it get the recorded response" };
var tokens = new Option<int>("--tokens") { Description = "tokens of an answer that is not recorded", DefaultValueFactory = _ => 50 };
var first = new Option<int>("--first-token-ms") { Description = "wait before the first byte", DefaultValueFactory = _ => 0 };
var between = new Option<int>("--token-ms") { Description = "wait between tokens", DefaultValueFactory = _ => 0 };
var concurrency = new Option<int>("--concurrency") { Description = "requests at work at once, 0 for no bound", DefaultValueFactory = _ => 0 };
var deltas = new Option<int>("--deltas") { Description = "deltas of the fault many-deltas", DefaultValueFactory = _ => 1_000_000 };
var faults = new Option<string[]>("--fault") { Description = "a fault and its share of the requests, such as status500=0.01; may be given many times" };
var failures = new Option<double>("--failure-rate") { Description = "the same as --fault status500=RATE", DefaultValueFactory = _ => 0 };
var seed = new Option<int>("--seed") { Description = "seed of the faults", DefaultValueFactory = _ => 1 };
var silent = new Option<bool>("--no-usage") { Description = "answers without token counts" };
var tools = new Option<bool>("--tools") { Description = "be a tool server by the Model Context Protocol, with the stock of a shop" };
var root = new RootCommand("An upstream on loopback that speaks OpenAI's dialect and misbehaves as told, for trying and testing a mesh. POST /control changes it while it runs; GET /control reads its counts.")
{
    port, answers, exchanges, tokens, first, between, concurrency, deltas, faults, failures, seed, silent, tools,
};
var engines = new EngineOptions();
engines.All.ToList().ForEach(root.Options.Add);
root.SetAction(async (parsed, token) =>
{
    if (FaultOptions.Mix(parsed.GetValue(faults) ?? [], parsed.GetValue(failures), parsed.GetValue(silent), parsed.GetValue(seed)) is not { } mix)
    {
        Console.Error.WriteLine($"--fault takes NAME=SHARE, with shares of 1 together; the names are: {string.Join(", ", FaultNames.Answered.Select(FaultNames.Of))}");
        return 2;
    }

    if (engines.Unknown(parsed) is { } unknown)
    {
        Console.Error.WriteLine($"--engine: '{unknown}' is not known; the names are: {string.Join(", ", FakeEngineKinds.Names)}");
        return 2;
    }

    if (parsed.GetValue(tools))
    {
        await using var shop = await FakeToolServer.StartAsync(parsed.GetValue(port), ShopTools.All);
        Console.WriteLine($"fake tool server at {shop.Url}");
        await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    var text = new FaultyText([.. Enumerable.Range(1, parsed.GetValue(tokens)).Select(i => i == 1 ? "word1" : $" word{i}")]);
    var pauses = (First: TimeSpan.FromMilliseconds(parsed.GetValue(first)), Between: TimeSpan.FromMilliseconds(parsed.GetValue(between)));
    var script = new StandInScript(pauses.First, pauses.Between)
    {
        Recorded = parsed.GetValue(answers) is { } file ? RecordedQuestion.Load(file.FullName) : [],
        Exchanges = parsed.GetValue(exchanges) is { } folder ? RecordedExchange.Load(folder.FullName) : [],
    };
    var words = new FaultyAnswers(text, parsed.GetValue(deltas), pauses.First, pauses.Between);
    var engine = engines.Make(parsed, parsed.GetValue(port), words, pauses.Between, parsed.GetValue(concurrency), token);
    await using var upstream = engine?.Upstream ?? new FaultyUpstream(words, parsed.GetValue(port), script: script.Answer, concurrency: parsed.GetValue(concurrency));
    upstream.Faults["*"] = mix;
    Console.WriteLine($"fake {(engine is null ? "upstream" : "engine")} at {upstream.Url}");
    await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    return 0;
});
return await root.Parse(args).InvokeAsync();
