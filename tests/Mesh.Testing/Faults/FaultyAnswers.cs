using System.Globalization;
using Mesh.Testing.Wire;

namespace Mesh.Testing.Faults;

/// <summary>The answer to a request by fault, each put together once: under load nothing is written anew.</summary>
public sealed class FaultyAnswers
{
    private readonly FaultyStreams _streams;
    private readonly FaultyBodies _bodies;
    private readonly Lazy<IReadOnlyList<WireStep>>[] _streamed;
    private readonly Lazy<IReadOnlyList<WireStep>>[] _whole;
    private readonly IReadOnlyList<WireStep> _plain;
    private readonly IReadOnlyList<WireStep> _counted;
    private readonly IReadOnlyList<WireStep> _body;

    /// <summary>Answers of so many words.</summary>
    /// <param name="text">The words.</param>
    /// <param name="deltas">How many deltas <see cref="Fault.ManyDeltas"/> has.</param>
    /// <param name="firstDelay">Wait before the first byte of an answer that is as it should be.</param>
    /// <param name="pieceDelay">Wait before each piece of a stream that is as it should be.</param>
    public FaultyAnswers(FaultyText text, int deltas = 1_000_000, TimeSpan firstDelay = default, TimeSpan pieceDelay = default)
    {
        Text = text;
        (_streams, _bodies) = (new FaultyStreams(text, deltas), new FaultyBodies(text, deltas));
        _streamed = [.. Enum.GetValues<Fault>().Select(f => new Lazy<IReadOnlyList<WireStep>>(() => EitherWay(f) ?? _streams.Of(f)))];
        _whole = [.. Enum.GetValues<Fault>().Select(f => new Lazy<IReadOnlyList<WireStep>>(() => EitherWay(f) ?? _bodies.Of(f)))];
        WireStep[] wait = firstDelay > TimeSpan.Zero ? [new WireStep.Wait(firstDelay)] : [];
        _plain = [.. wait, .. pieceDelay > TimeSpan.Zero ? _streams.Paced(false, pieceDelay) : _streams.Whole(false)];
        _counted = [.. wait, .. pieceDelay > TimeSpan.Zero ? _streams.Paced(true, pieceDelay) : _streams.Whole(true)];
        _body = [.. wait, .. _bodies.Of(Fault.None)];
    }

    /// <summary>The words.</summary>
    public FaultyText Text { get; }

    /// <summary>Seconds of <c>retry-after</c> where it is told.</summary>
    public int RetryAfter { get; init; } = 2;

    /// <summary>The steps of an answer.</summary>
    public IReadOnlyList<WireStep> Of(Fault fault, bool streaming, bool usageWanted) =>
        fault != Fault.None ? (streaming ? _streamed : _whole)[(int)fault].Value
        : !streaming ? _body
        : usageWanted ? _counted
        : _plain;

    // What looks the same whether or not a stream was asked for.
    private WireStep[]? EitherWay(Fault fault) => fault switch
    {
        Fault.Status401 => Refusal(401, "invalid_request_error", "invalid_api_key"),
        Fault.Status403 => Refusal(403, "invalid_request_error", "not_allowed"),
        Fault.Status429 => Refusal(429, "rate_limit_error", "rate_limit_exceeded"),
        Fault.Status429RetryAfter => Refusal(429, "rate_limit_error", "rate_limit_exceeded", KeyValuePair.Create("retry-after", RetryAfter.ToString(CultureInfo.InvariantCulture))),
        Fault.Status500 => Refusal(500, "server_error", "internal"),
        Fault.Status503 => Refusal(503, "server_error", "overloaded"),
        Fault.Status503RetryAfter => Refusal(503, "server_error", "overloaded", KeyValuePair.Create("retry-after", RetryAfter.ToString(CultureInfo.InvariantCulture))),
        Fault.ResetBeforeHeaders => [new WireStep.Reset()],
        Fault.ResetInHeaders => [new WireStep.Send("HTTP/1.1 200 OK\r\ncontent-ty"u8.ToArray()), new WireStep.Wait(TimeSpan.FromMilliseconds(20)), new WireStep.Reset()],
        Fault.SilentBeforeHeaders => [new WireStep.Hang()],
        _ => null,
    };

    private static WireStep[] Refusal(int status, string type, string code, params KeyValuePair<string, string>[] headers) =>
        [new WireStep.Send(WireHttp.Whole(status, "application/json", FaultyText.Bytes($$$"""{"error":{"message":"no","type":"{{{type}}}","param":null,"code":"{{{code}}}"}}"""), headers))];
}
