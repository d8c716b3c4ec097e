using Mesh.Testing.Wire;

namespace Mesh.Testing.Faults;

/// <summary>How each fault looks where a stream was asked for.</summary>
/// <param name="text">The words.</param>
/// <param name="deltas">How many deltas <see cref="Fault.ManyDeltas"/> has.</param>
internal sealed class FaultyStreams(FaultyText text, int deltas)
{
    private const string EventStream = "text/event-stream";
    private const int FramesBefore = 3;

    // A reset may throw away what the other side has not read yet.
    private static readonly TimeSpan s_arrival = TimeSpan.FromSeconds(1);

    /// <summary>The steps of a fault.</summary>
    public IReadOnlyList<WireStep> Of(Fault fault)
    {
        var events = text.Events(text.UsageOf(fault));
        var (early, rest) = (events.Take(FramesBefore), events.Skip(FramesBefore));
        return fault switch
        {
            Fault.ResetAfterFrames => [.. Begun(early), new WireStep.Wait(s_arrival), new WireStep.Reset()],
            Fault.EndWithoutMarker => Whole(events.SkipLast(1)),
            Fault.EndWithoutFinish => Whole([FaultyText.Role, .. text.Pieces.Select(FaultyText.Delta)]),
            Fault.Empty => Whole([]),
            Fault.SilentAfterHeaders => [.. Begun([]), new WireStep.Hang()],
            Fault.SilentBetweenFrames => [.. Begun(early), new WireStep.Hang()],
            Fault.SplitCharacters => Pieces(Cuts.InsideCharacters(FaultyText.Bytes(string.Concat(events)))),
            Fault.MixedLineEnds => Whole(events.Select((e, i) => e.Replace("\n", i % 3 == 0 ? "\n" : i % 3 == 1 ? "\r\n" : "\r", StringComparison.Ordinal))),
            Fault.NoSpace => Whole(events.Select(e => e.Replace("data: ", "data:", StringComparison.Ordinal))),
            Fault.ByteOrderMark => Whole(["\uFEFF" + events[0], .. events.Skip(1)]),
            Fault.CommentFlood => [.. Begun([]), Comments(5000), Frames(early), Comments(5000), Frames(rest), new WireStep.Tail(WireHttp.LastChunk)],
            Fault.SplitData => Whole(events.Select(e => e.Replace(",\"object\"", ",\ndata: \"object\"", StringComparison.Ordinal))),
            Fault.DoubleDone => Whole([.. events, FaultyText.Done]),
            Fault.DataAfterDone => Whole([.. events, FaultyText.Delta("never")]),
            Fault.DataWithoutJson => Whole(["data: hello\n\n", .. events]),
            Fault.LateDataWithoutJson => Whole([.. early, "data: hello\n\n", .. rest]),
            Fault.MalformedJson => Whole([events[1][..(events[1].Length / 2)] + "\n\n", .. rest]),
            Fault.ErrorObject or Fault.ErrorEvent => Whole([FaultyText.ErrorEvent(named: fault == Fault.ErrorEvent)]),
            Fault.LateErrorObject or Fault.LateErrorEvent => Whole([.. early, FaultyText.ErrorEvent(named: fault == Fault.LateErrorEvent)]),
            Fault.Endless => [.. Begun([FaultyText.Role]), Repeated(FaultyText.Delta("on and on "), long.MaxValue)],
            Fault.ManyDeltas => [.. Begun([FaultyText.Role]), Repeated(FaultyText.ShortDelta("a"), deltas), Frames([FaultyText.Finish, FaultyText.Done]), new WireStep.Tail(WireHttp.LastChunk)],
            Fault.MegabyteDelta => Whole([FaultyText.Role, FaultyText.Delta(new string('a', 1024 * 1024)), FaultyText.Finish, FaultyText.Done]),
            Fault.SlowDrip => [.. Begun([]), new WireStep.Drip(Chunks(events).AsMemory()[..^2], TimeSpan.FromMilliseconds(0.5)), new WireStep.Tail((byte[])[.. "\r\n"u8, .. WireHttp.LastChunk.Span])],
            Fault.HugeLine => Whole([FaultyText.Role, FaultyText.Delta(new string('a', 9 * 1024 * 1024)), FaultyText.Finish, FaultyText.Done]),
            Fault.HtmlPage => [new WireStep.Send(WireHttp.Whole(200, "text/html", FaultyText.Bytes("<html><body>Please sign in.</body></html>")))],
            Fault.PlainText => Whole(events, "text/plain"),
            Fault.NoContentType => Whole(events, null),
            Fault.UsageTwice => Whole([FaultyText.Role, FaultyText.UsageEvent("""{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}"""), .. events.Skip(1)]),
            _ => Whole(events),
        };
    }

    /// <summary>A whole stream with a wait before each piece.</summary>
    public IReadOnlyList<WireStep> Paced(bool usageWanted, TimeSpan pause)
    {
        var events = text.Events(usageWanted ? text.Usage : null);
        return [.. Begun([]), .. events.SelectMany(e => new WireStep[] { new WireStep.Wait(pause), Frames([e]) }), new WireStep.Tail(WireHttp.LastChunk)];
    }

    /// <summary>A whole stream in one write.</summary>
    public IReadOnlyList<WireStep> Whole(bool usageWanted) => Whole(text.Events(usageWanted ? text.Usage : null));

    private static WireStep[] Whole(IEnumerable<string> events, string? contentType = EventStream) =>
        [new WireStep.Send((byte[])[.. WireHttp.Head(200, contentType, null), .. Chunks(events), .. WireHttp.LastChunk.Span])];

    private static IEnumerable<WireStep> Begun(IEnumerable<string> events) => [new WireStep.Send((byte[])[.. WireHttp.Head(200, EventStream, null), .. Chunks(events)])];

    private static WireStep.Send Frames(IEnumerable<string> events) => new(Chunks(events));

    private static WireStep.Repeat Repeated(string frame, long times) => new(WireHttp.Chunk(FaultyText.Bytes(frame)), times);

    private static WireStep.Repeat Comments(int count) => Repeated(": ping\n\n", count);

    private static byte[] Chunks(IEnumerable<string> events) => [.. events.SelectMany(e => WireHttp.Chunk(FaultyText.Bytes(e)))];

    private static IReadOnlyList<WireStep> Pieces(IEnumerable<ReadOnlyMemory<byte>> pieces) =>
        [.. Begun([]), .. pieces.SelectMany(p => new WireStep[] { new WireStep.Wait(TimeSpan.FromMilliseconds(1)), new WireStep.Send(WireHttp.Chunk(p)) }), new WireStep.Tail(WireHttp.LastChunk)];
}
