using System.Net.Http.Headers;
using System.Text;
using CsCheck;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Providers.OpenAI.Answers;
using Mesh.Providers.Pipeline;
using Mesh.Testing;

namespace Mesh.Providers.Tests.OpenAI;

/// <summary>Streams made of everything that upstreams were seen to write, laid out and cut anyhow.</summary>
public sealed class StreamFuzzTests
{
    private const int Runs = 3000;
    private static readonly Gen<string> s_event = Gens.Of(
        ": ping\n\n",
        "\n",
        "id: 7\n\n",
        "event: ping\ndata: now\n\n",
        "data:\n\n",
        "data: hello\n\n",
        "data: {\"error\":{\"message\":\"boom\"}}\n\n",
        "event: error\ndata: boom\n\n",
        "data: {\"choices\":[]}\n\n",
        "data: {\"choices\":[\ndata: {\"delta\":{\"content\":\"x\"}}]}\n\n",
        "data:{\"choices\":[{\"delta\":{\"content\":\"\\ud83d\"}}]}\n\n",
        "data: {\"choices\":[{\"delta\":{\"content\":\"東京🚀\"},\"index\":-1}],\"usage\":{\"prompt_tokens\":\"7\"}}\n\n",
        "data: {\"choices\":{\"delta\":7},\"usage\":[1]}\n\n",
        "\uFEFF",
        ChatReplies.Chunk("""{"content":"a"}""", "null"),
        ChatReplies.Chunk("{}", "\"stop\""),
        "data: [DONE]\n\n");

    [Fact]
    public void Stream_OfAnything_EndsWholeOrWithAFaultAndGivesOnlyClosedEvents() =>
        Gen.Select(s_event.List[0, 12], Gens.Of("\n", "\r\n", "\r"), Gen.Int[0, 60], Gen.Int[1, 40].List[1, 80]).Sample(
            (events, end, cut, sizes) =>
            {
                var bytes = Encoding.UTF8.GetBytes(string.Concat(events).Replace("\n", end, StringComparison.Ordinal));
                var (frames, fault) = ReadAsync(Pieces(bytes[..Math.Max(0, bytes.Length - cut)], sizes)).GetAwaiter().GetResult();

                Assert.All(frames, f => Assert.True(ServerSentEvents.IsClosed(f.Raw.Span)));
                Assert.All(frames.SkipLast(1), f => Assert.False(f.IsEnd));
                Assert.True(fault is not null || frames.Any(f => f.IsEnd || Encoding.UTF8.GetString(f.Raw.Span).Contains("stop", StringComparison.Ordinal)));
                foreach (var frame in frames)
                {
                    Readable(frame);
                }
            },
            iter: Runs);

    [Fact]
    public void Cutting_AnyBytes_ClosesEveryEventButPerhapsTheLast() =>
        Gen.Select(Gens.Of("a", "\n", "\r", "\r\n", ":").List[0, 40], Gen.Int[1, 5].List[1, 60]).Sample(
            (parts, sizes) =>
            {
                var text = string.Concat(parts);
                var cut = CutAsync(Pieces(Encoding.UTF8.GetBytes(text), sizes)).GetAwaiter().GetResult();

                Assert.All(cut.SkipLast(1), e => Assert.True(ServerSentEvents.IsClosed(e)));
                Assert.Equal(text, string.Concat(cut.Select(Encoding.UTF8.GetString)));
            },
            iter: Runs);

    // What cannot be read says so in the mesh's own words, and in no other way.
    private static void Readable(ContentFrame frame)
    {
        try
        {
            frame.Read();
        }
        catch (MeshException)
        {
        }
    }

    private static List<byte[]> Pieces(byte[] bytes, List<int> sizes)
    {
        var pieces = new List<byte[]>();
        for (int from = 0, i = 0; from < bytes.Length; i++)
        {
            var size = Math.Min(sizes[i % sizes.Count], bytes.Length - from);
            pieces.Add(bytes[from..(from + size)]);
            from += size;
        }

        return pieces;
    }

    private static async Task<(List<ContentFrame> Frames, UpstreamException? Fault)> ReadAsync(List<byte[]> pieces)
    {
        using var content = new StreamContent(new PiecewiseStream(pieces));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/event-stream");
        await using var answer = new OpenAIStreamAnswer(new HttpResponseMessage { Content = content }, "e", usageWanted: false);
        var frames = new List<ContentFrame>();
        try
        {
            await foreach (var frame in answer.ReadAsync(CancellationToken.None))
            {
                frames.Add(frame);
            }
        }
        catch (UpstreamException e)
        {
            return (frames, e);
        }

        return (frames, null);
    }

    private static async Task<List<byte[]>> CutAsync(List<byte[]> pieces)
    {
        var cut = new List<byte[]>();
        await foreach (var block in ServerSentEvents.ReadAsync(new PiecewiseStream(pieces), CancellationToken.None))
        {
            cut.AddRange(Enumerable.Range(0, block.Count).Select(i => block[i].ToArray()));
        }

        return cut;
    }
}
