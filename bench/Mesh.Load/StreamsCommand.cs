using System.Diagnostics;
using Mesh.Testing;

namespace Mesh.Load;

/// <summary>Many streams at once through one silo: are all complete and in order?</summary>
internal static class StreamsCommand
{
    private const string Body = """{"model":"m","stream":true,"messages":[{"role":"user","content":"count"}]}""";

    public static async Task<int> RunAsync(int streams, int frames)
    {
        var pieces = Enumerable.Range(0, frames).Select(i => $" {i}").ToArray();
        await using var upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, pieces) with { PieceDelay = TimeSpan.FromMilliseconds(2) });
        upstream.Keeps = false;
        await using var mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(upstream.Url));
        var began = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, streams).Select(_ => ReadAsync(mesh)));
        var whole = answers.Count(a => a.SequenceEqual(pieces));
        Console.WriteLine($"{whole} of {streams} streams of {frames} frames whole and in order, {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        return whole == streams ? 0 : 1;
    }

    private static async Task<List<string>> ReadAsync(RunningMesh mesh)
    {
        using var response = await mesh.PostAsync("/v1/chat/completions", Body);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var pieces = new List<string>();
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: {", StringComparison.Ordinal))
            {
                using var json = System.Text.Json.JsonDocument.Parse(line["data: ".Length..]);
                var delta = json.RootElement.GetProperty("choices")[0].GetProperty("delta");
                if (delta.TryGetProperty("content", out var content) && content.GetString() is { Length: > 0 } piece)
                {
                    pieces.Add(piece);
                }
            }
        }

        return pieces;
    }
}
