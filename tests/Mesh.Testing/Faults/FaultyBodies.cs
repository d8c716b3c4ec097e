using Mesh.Testing.Wire;

namespace Mesh.Testing.Faults;

/// <summary>How each fault looks where a whole answer was asked for. Faults that only a stream can have answer as they should.</summary>
/// <param name="text">The words.</param>
/// <param name="deltas">How many bytes <see cref="Fault.ManyDeltas"/> has, each a chunk of its own.</param>
internal sealed class FaultyBodies(FaultyText text, int deltas)
{
    private const string JsonType = "application/json";
    private const int BeyondBounds = (64 * 1024 * 1024) + 1024;
    private static readonly TimeSpan s_arrival = TimeSpan.FromMilliseconds(60);

    /// <summary>The steps of a fault.</summary>
    public IReadOnlyList<WireStep> Of(Fault fault)
    {
        var body = text.Body(text.UsageOf(fault));
        return fault switch
        {
            Fault.ResetAfterFrames => [Half(body), new WireStep.Wait(s_arrival), new WireStep.Reset()],
            Fault.EndWithoutMarker => [Half(body), new WireStep.Close()],
            Fault.EndWithoutFinish => [Begun(body[..(body.Length / 2)]), new WireStep.Close()],
            Fault.Empty => Whole(""),
            Fault.SilentAfterHeaders => [Begun(""), new WireStep.Hang()],
            Fault.SilentBetweenFrames => [Half(body), new WireStep.Hang()],
            Fault.SplitCharacters => [Begun(""), .. Cuts.InsideCharacters(FaultyText.Bytes(body)).SelectMany(p => new WireStep[] { new WireStep.Send(WireHttp.Chunk(p)), new WireStep.Wait(TimeSpan.FromMilliseconds(1)) }), new WireStep.Send(WireHttp.LastChunk)],
            Fault.MixedLineEnds => Whole(body.Replace(",\"", ",\r\n\"", StringComparison.Ordinal).Replace(":{", ":\r{", StringComparison.Ordinal) + "\n"),
            Fault.ByteOrderMark => Whole("\uFEFF" + body),
            Fault.CommentFlood => [Begun(""), Repeated("\n", 5000), new WireStep.Send(WireHttp.Chunk(FaultyText.Bytes(body))), new WireStep.Send(WireHttp.LastChunk)],
            Fault.SplitData => Whole(body.Replace(",\"", ",\n  \"", StringComparison.Ordinal)),
            Fault.DataWithoutJson or Fault.LateDataWithoutJson => Whole("hello"),
            Fault.MalformedJson => Whole(body[..(body.Length / 2)]),
            Fault.ErrorObject or Fault.LateErrorObject => Whole(FaultyText.ErrorBody(other: false)),
            Fault.ErrorEvent or Fault.LateErrorEvent => Whole(FaultyText.ErrorBody(other: true)),
            Fault.Endless => [Begun(body[..(body.IndexOf("content\":\"", StringComparison.Ordinal) + 10)]), Repeated(new string('a', 1024), long.MaxValue)],
            Fault.ManyDeltas => [Begun(FaultyText.Body("", null)[..^1]), Repeated(" ", deltas), new WireStep.Send(WireHttp.Chunk("}"u8.ToArray())), new WireStep.Send(WireHttp.LastChunk)],
            Fault.MegabyteDelta => Whole(FaultyText.Body(new string('a', 1024 * 1024), null)),
            Fault.SlowDrip => [new WireStep.Drip(WireHttp.Whole(200, JsonType, FaultyText.Bytes(body)), TimeSpan.FromMilliseconds(0.5))],
            Fault.HugeLine => Whole(FaultyText.Body(new string('a', BeyondBounds), null)),
            Fault.HtmlPage => Whole("<html><body>Please sign in.</body></html>", "text/html"),
            Fault.PlainText => Whole(body, "text/plain"),
            Fault.NoContentType => Whole(body, null),
            Fault.UsageTwice => Whole(body.Replace(",\"usage\":", ",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1},\"usage\":", StringComparison.Ordinal)),
            _ => Whole(body),
        };
    }

    private static WireStep[] Whole(string body, string? contentType = JsonType) => [new WireStep.Send(WireHttp.Whole(200, contentType, FaultyText.Bytes(body)))];

    private static WireStep.Send Begun(string body) => new((byte[])[.. WireHttp.Head(200, JsonType, null), .. WireHttp.Chunk(FaultyText.Bytes(body))]);

    private static WireStep.Send Half(string body)
    {
        var bytes = FaultyText.Bytes(body);
        return new WireStep.Send((byte[])[.. WireHttp.Head(200, JsonType, bytes.Length), .. bytes.AsSpan(0, bytes.Length / 2)]);
    }

    private static WireStep.Repeat Repeated(string text, long times) => new(WireHttp.Chunk(FaultyText.Bytes(text)), times);
}
