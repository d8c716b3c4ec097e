using System.CommandLine;
using Mesh.FakeUpstream;
using Mesh.Testing;
using Mesh.Testing.Replay;

var port = new Option<int>("--port") { Description = "port of loopback", DefaultValueFactory = _ => 9000 };
var answers = new Option<FileInfo?>("--answers") { Description = "JSON lines with prompt, weak_response and strong_response: prompts in it get the recorded answer" };
var exchanges = new Option<DirectoryInfo?>("--exchanges") { Description = "folder of recorded exchanges: requests in it get the recorded response" };
var tokens = new Option<int>("--tokens") { Description = "tokens of an answer that is not recorded", DefaultValueFactory = _ => 50 };
var first = new Option<int>("--first-token-ms") { Description = "wait before the first byte", DefaultValueFactory = _ => 0 };
var between = new Option<int>("--token-ms") { Description = "wait between tokens", DefaultValueFactory = _ => 0 };
var failures = new Option<double>("--failure-rate") { Description = "share of requests that get 500", DefaultValueFactory = _ => 0 };
var seed = new Option<int>("--seed") { Description = "seed of the failures", DefaultValueFactory = _ => 1 };
var silent = new Option<bool>("--no-usage") { Description = "answers without token counts" };
var root = new RootCommand("An upstream on loopback that speaks OpenAI's dialect, for trying and testing a mesh.") { port, answers, exchanges, tokens, first, between, failures, seed, silent };
root.SetAction(async (parsed, token) =>
{
    var script = new StandInScript(new Random(parsed.GetValue(seed)))
    {
        Recorded = parsed.GetValue(answers) is { } file ? RecordedQuestion.Load(file.FullName) : [],
        Exchanges = parsed.GetValue(exchanges) is { } folder ? RecordedExchange.Load(folder.FullName) : [],
        Tokens = parsed.GetValue(tokens),
        FirstDelay = TimeSpan.FromMilliseconds(parsed.GetValue(first)),
        PieceDelay = TimeSpan.FromMilliseconds(parsed.GetValue(between)),
        FailureRate = parsed.GetValue(failures),
        GivesUsage = !parsed.GetValue(silent),
    };
    await using var upstream = await FakeUpstream.StartAsync(script.Reply, parsed.GetValue(port));
    upstream.Keeps = false;
    Console.WriteLine($"fake upstream at {upstream.Url}");
    await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
});
return await root.Parse(args).InvokeAsync();
