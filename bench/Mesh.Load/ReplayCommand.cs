using System.Diagnostics;
using Mesh.Testing;
using Mesh.Testing.Replay;

namespace Mesh.Load;

/// <summary>Recorded questions through both doors, with a summary.</summary>
internal static class ReplayCommand
{
    public static async Task<int> RunAsync(string file)
    {
        var replay = new QuestionReplay(RecordedQuestion.Load(file));
        await using var upstream = await FakeUpstream.StartAsync(replay.Reply);
        upstream.Keeps = false;
        await using var mesh = await RunningMesh.StartAsync(QuestionReplay.Catalog(upstream.Url));
        var began = Stopwatch.GetTimestamp();
        var summary = await replay.RunAsync(mesh.Http, mesh.Settings.Grpc, CancellationToken.None);
        Console.WriteLine($"{summary}{Environment.NewLine}time           {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        summary.Faults.Take(20).ToList().ForEach(Console.WriteLine);
        return summary.Faults.Count == 0 ? 0 : 1;
    }
}
