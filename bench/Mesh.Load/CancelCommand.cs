using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Testing;
using MeshSilo.V1;

namespace Mesh.Load;

/// <summary>How long after its caller has gone an upstream call is cancelled, at both doors.</summary>
internal static class CancelCommand
{
    private const double BoundMilliseconds = 100;
    private const string Body = """{"model":"m","stream":true,"messages":[{"role":"user","content":"hello"}]}""";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Exit code 1 when the median at either door is over 100 ms.</summary>
    public static async Task<int> RunAsync(int runs)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamReply.Events(ChatReplies.Chunk("""{"content":"a"}""", "null")) with { Ending = UpstreamEnding.Silence });
        await using var mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(upstream.Url));
        using var channel = GrpcChannel.ForAddress(mesh.Settings.Grpc);
        var chat = new ChatService.ChatServiceClient(channel);
        var openAI = await MeasureAsync("OpenAI door", runs, upstream, () => LeaveOpenAIAsync(mesh));
        var grpc = await MeasureAsync("gRPC door", runs, upstream, () => LeaveGrpcAsync(chat));
        return openAI <= BoundMilliseconds && grpc <= BoundMilliseconds ? 0 : 1;
    }

    // Gives the moment of leaving.
    private static async Task<long> LeaveOpenAIAsync(RunningMesh mesh)
    {
        using var response = await mesh.PostAsync("/v1/chat/completions", Body);
        await (await response.Content.ReadAsStreamAsync()).ReadExactlyAsync(new byte[10]);
        return Stopwatch.GetTimestamp();
    }

    private static async Task<long> LeaveGrpcAsync(ChatService.ChatServiceClient chat)
    {
        var request = new ChatRequest { Model = "m", Messages = { new Message { Role = Role.User, Parts = { new Part { Text = "hello" } } } } };
        using var call = chat.Stream(new StreamRequest { Chat = request });
        while (await call.ResponseStream.MoveNext() && call.ResponseStream.Current.Delta is null)
        {
        }

        return Stopwatch.GetTimestamp();
    }

    private static async Task<double> MeasureAsync(string door, int runs, FakeUpstream upstream, Func<Task<long>> leave)
    {
        var times = new List<double>();
        for (var i = 0; i < runs; i++)
        {
            var before = upstream.Aborted;
            var left = await leave();
            for (var began = Stopwatch.GetTimestamp(); upstream.Aborted == before;)
            {
                if (Stopwatch.GetElapsedTime(began) > s_patience)
                {
                    Console.WriteLine($"{door}: the upstream call was not cancelled");
                    return double.PositiveInfinity;
                }

                await Task.Delay(1);
            }

            times.Add(Stopwatch.GetElapsedTime(left, upstream.AbortedAt).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine($"{door}: caller gone to upstream cancelled: median {times[runs / 2]:0.0} ms, worst {times[^1]:0.0} ms of {runs}");
        return times[runs / 2];
    }
}
