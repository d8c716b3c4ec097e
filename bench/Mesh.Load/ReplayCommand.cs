using System.Diagnostics;
using Mesh.Testing;
using Mesh.Testing.Replay;

namespace Mesh.Load;

/// <summary>Recorded questions and exchanges through both doors, with a summary of each.</summary>
internal static class ReplayCommand
{
    /// <summary>
    /// Replays a file of questions, or a folder of data: <c>routing/routellm/gsm8k.jsonl</c> and <c>upstream/openai</c> in it.
    /// Exit code 1 when anything arrived otherwise than it left.
    /// </summary>
    public static async Task<int> RunAsync(string path)
    {
        if (File.Exists(path))
        {
            return await QuestionsAsync(path);
        }

        var (questions, exchanges) = (Path.Combine(path, "routing", "routellm", "gsm8k.jsonl"), Path.Combine(path, "upstream", "openai"));
        if (!File.Exists(questions) || !Directory.Exists(exchanges))
        {
            Console.Error.WriteLine($"'{path}' is neither a file of questions nor a folder with routing/routellm/gsm8k.jsonl and upstream/openai.");
            return 2;
        }

        return Math.Max(await QuestionsAsync(questions), await ExchangesAsync(exchanges));
    }

    private static Task<int> QuestionsAsync(string file)
    {
        var replay = new QuestionReplay(RecordedQuestion.Load(file));
        return RunAsync("recorded questions", replay.Reply, QuestionReplay.Catalog, replay.RunAsync);
    }

    private static Task<int> ExchangesAsync(string folder)
    {
        var replay = new ExchangeReplay(RecordedExchange.Load(folder));
        return RunAsync("recorded exchanges", replay.Reply, replay.Catalog, replay.RunAsync);
    }

    private static async Task<int> RunAsync(string title, Func<UpstreamRequest, UpstreamReply> reply, Func<string, string> catalog, Func<HttpClient, string, CancellationToken, Task<ReplaySummary>> run)
    {
        await using var upstream = await FakeUpstream.StartAsync(reply);
        upstream.Keeps = false;
        await using var mesh = await RunningMesh.StartAsync(catalog(upstream.Url));
        var began = Stopwatch.GetTimestamp();
        var summary = await run(mesh.Http, mesh.Settings.Grpc, CancellationToken.None);
        Console.WriteLine($"{title}{Environment.NewLine}{summary}{Environment.NewLine}time           {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s{Environment.NewLine}");
        summary.Faults.Take(20).ToList().ForEach(Console.WriteLine);
        return summary.Faults.Count == 0 ? 0 : 1;
    }
}
