using System.Buffers;
using System.Text;
using CsCheck;
using Mesh.Providers.OpenAI.Answers;

namespace Mesh.Providers.Tests.OpenAI;

public sealed class ServerSentEventsTests
{
    // Two-, three- and four-byte characters, comments, fields of all kinds.
    private const string Sample = "\uFEFF: hello\n\nevent: x\ndata: {\"a\":\"Grüße 東京 🚀\"}\n\ndata: one\ndata: two\nid: 7\nretry: 10\n\n:\n\ndata:tight\n\ndata: [DONE]\n\n";

    public static TheoryData<string> LineEnds => new("\n", "\r\n", "\r");

    [Theory]
    [MemberData(nameof(LineEnds))]
    public async Task Read_SplitAtEveryByte_GivesTheSameEventsAndTheSameBytes(string lineEnd)
    {
        var bytes = Encoding.UTF8.GetBytes(Sample.Replace("\n", lineEnd, StringComparison.Ordinal));
        var whole = await CutAsync([bytes]);
        Assert.Equal(["", "{\"a\":\"Grüße 東京 🚀\"}", "one\ntwo", "", "tight", "[DONE]"], whole.Select(e => Encoding.UTF8.GetString(EventData.Of(e).Span)));

        for (var at = 1; at < bytes.Length; at++)
        {
            var cut = await CutAsync([bytes[..at], bytes[at..]]);

            Assert.Equal(whole.Select(Convert.ToBase64String), cut.Select(Convert.ToBase64String));
        }
    }

    [Theory]
    [MemberData(nameof(LineEnds))]
    public async Task Read_ByteByByte_GivesTheSameEvents(string lineEnd)
    {
        var bytes = Encoding.UTF8.GetBytes(Sample.Replace("\n", lineEnd, StringComparison.Ordinal));

        var cut = await CutAsync([.. bytes.Select(b => new[] { b })]);

        Assert.Equal((await CutAsync([bytes])).Select(Convert.ToBase64String), cut.Select(Convert.ToBase64String));
    }

    [Fact]
    public async Task Read_HugeEvent_LeavesNoHugeBufferInThePool()
    {
        // A byte that no text has.
        const byte Mark = 0xFE;
        var huge = new byte[ServerSentEvents.MaxEventBytes + 1];
        huge.AsSpan().Fill(Mark);
        using var stream = new MemoryStream(huge);

        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var block in ServerSentEvents.ReadAsync(stream, CancellationToken.None))
            {
                Assert.Fail($"an event of {block.Count}");
            }
        });

        // A pool gives what was given back last on this thread, as it was left.
        Assert.All(Enumerable.Range(1, 4), power => Assert.NotEqual(Mark, ArrayPool<byte>.Shared.Rent(1024 * 1024 << power)[0]));
    }

    [Fact]
    public void Read_AnyBytesInAnyPieces_GivesTheSameEventsAndLosesNoByte()
    {
        var line = Gen.OneOf(Gen.Const("data: a"), Gen.Const("data:é🚀"), Gen.Const(": c"), Gen.Const(""), Gen.Const("event: e"), Gen.String[0, 5]);
        var end = Gens.Of("\n", "\r\n", "\r");
        var text = Gen.Select(line, end, (l, e) => l + e).List[0, 20].Select(string.Concat);

        Gen.Select(text, Gen.Int[1, 7].List[1, 60]).Sample(
            (content, sizes) =>
            {
                var bytes = Encoding.UTF8.GetBytes(content);
                var whole = CutAsync([bytes]).GetAwaiter().GetResult();
                var cut = CutAsync(Pieces(bytes, sizes)).GetAwaiter().GetResult();
                return whole.Select(Convert.ToBase64String).SequenceEqual(cut.Select(Convert.ToBase64String))
                    && whole.SelectMany(e => e).SequenceEqual(bytes);
            },
            iter: 3000);
    }

    [Fact]
    public async Task Read_LastEventWithoutItsBlankLine_IsGivenAllTheSame()
    {
        var events = await CutAsync(["data: a\n\ndata: b"u8.ToArray()]);

        Assert.Equal(["data: a\n\n", "data: b"], events.Select(Encoding.UTF8.GetString));
    }

    [Fact]
    public async Task Read_EventAtTheBound_IsGiven_AndOneBeyondIsRefused()
    {
        var atBound = new byte[ServerSentEvents.MaxEventBytes - 2];
        Array.Fill(atBound, (byte)'a');
        Assert.Equal(atBound.Length + 2, Assert.Single(await CutAsync([atBound, "\n\n"u8.ToArray()])).Length);

        var beyond = new byte[ServerSentEvents.MaxEventBytes * 2];
        Array.Fill(beyond, (byte)'a');
        await Assert.ThrowsAsync<InvalidDataException>(() => CutAsync([beyond, "\n\n"u8.ToArray()]));
    }

    [Theory]
    [InlineData("event: error\ndata: x\n\n", true)]
    [InlineData("event:error\r\ndata: x\r\n\r\n", true)]
    [InlineData("\uFEFFevent: error\ndata: x\n\n", true)]
    [InlineData("event: errors\ndata: x\n\n", false)]
    [InlineData("data: event: error\n\n", false)]
    [InlineData(": event: error\n\n", false)]
    public void IsError_NameOfTheEvent_IsReadFromItsLineAlone(string raw, bool expected) =>
        Assert.Equal(expected, EventData.IsError(Encoding.UTF8.GetBytes(raw)));

    [Theory]
    [InlineData("data:\ndata: x\n\n", "\nx")]
    [InlineData("data: x\ndata:\n\n", "x\n")]
    [InlineData("data:  x\n\n", " x")]
    [InlineData("data\n\n", "")]
    [InlineData("dataset: x\n\n", "")]
    public void Data_SeveralOrOddLines_AreJoinedAsTheStandardSays(string raw, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(EventData.Of(Encoding.UTF8.GetBytes(raw)).Span));

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

    private static async Task<List<byte[]>> CutAsync(IReadOnlyList<byte[]> pieces)
    {
        var events = new List<byte[]>();
        await foreach (var block in ServerSentEvents.ReadAsync(new PiecewiseStream(pieces), CancellationToken.None))
        {
            events.AddRange(Enumerable.Range(0, block.Count).Select(i => block[i].ToArray()));
        }

        return events;
    }
}
