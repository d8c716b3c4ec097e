using System.Diagnostics;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Testing;
using MeshSilo.V1;

namespace Mesh.Load;

/// <summary>Many streams at once through one silo: are all complete and in order?</summary>
internal static class StreamsCommand
{
    private const string Body = """{"model":"m","stream":true,"messages":[{"role":"user","content":"count"}]}""";

    /// <summary>Exit code 1 when a stream at either door lacks a frame or has one out of order.</summary>
    public static async Task<int> RunAsync(int streams, int frames)
    {
        var pieces = Enumerable.Range(0, frames).Select(i => $" {i}").ToArray();
        await using var upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, pieces) with { PieceDelay = TimeSpan.FromMilliseconds(2) });
        upstream.Keeps = false;
        await using var mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(upstream.Url));
        using var channel = GrpcChannel.ForAddress(mesh.Settings.Grpc, new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true } });
        var chat = new ChatService.ChatServiceClient(channel);
        var openAI = await RunAsync("OpenAI door", streams, pieces, () => ReadOpenAIAsync(mesh));
        var grpc = await RunAsync("gRPC door", streams, pieces, () => ReadGrpcAsync(chat));
        return openAI && grpc ? 0 : 1;
    }

    private static async Task<bool> RunAsync(string door, int streams, string[] pieces, Func<Task<List<string>>> read)
    {
        var began = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, streams).Select(_ => read()));
        var whole = answers.Count(a => a.SequenceEqual(pieces));
        Console.WriteLine($"{door}: {whole} of {streams} streams of {pieces.Length} frames whole and in order, {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        return whole == streams;
    }

    private static async Task<List<string>> ReadOpenAIAsync(RunningMesh mesh)
    {
        using var response = await mesh.PostAsync("/v1/chat/completions", Body);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var pieces = new List<string>();
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: {", StringComparison.Ordinal))
            {
                using var json = JsonDocument.Parse(line["data: ".Length..]);
                var delta = json.RootElement.GetProperty("choices")[0].GetProperty("delta");
                if (delta.TryGetProperty("content", out var content) && content.GetString() is { Length: > 0 } piece)
                {
                    pieces.Add(piece);
                }
            }
        }

        return pieces;
    }

    private static async Task<List<string>> ReadGrpcAsync(ChatService.ChatServiceClient chat)
    {
        var request = new ChatRequest { Model = "m", Messages = { new Message { Role = Role.User, Parts = { new Part { Text = "count" } } } } };
        using var call = chat.Stream(new StreamRequest { Chat = request });
        var pieces = new List<string>();
        await foreach (var response in call.ResponseStream.ReadAllAsync())
        {
            if (response.Delta is { Content.Length: > 0 } delta)
            {
                pieces.Add(delta.Content);
            }
        }

        return pieces;
    }
}
