using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Providers.Pipeline;

namespace Mesh.Providers.Usage;

/// <summary>
/// Finds out what one attempt took. The vendor's own count is believed where it can be true (<see cref="Plausibility"/>); where
/// there is none, the model's tokenizer counts, after the answer has ended; where that cannot be, it is estimated: prompts, whole
/// bodies, events and long frames from their length, other frames of a stream at a token each. Frames are kept for counting only
/// where the endpoint's last answer came without a count, and up to <see cref="MaxKeptBytes"/>: the first answer of a silent
/// endpoint is estimated. One attempt's; not thread-safe.
/// </summary>
public sealed class UsageMeter(TokenCounter counter, SilentUpstreams silent, UpstreamTarget target, ChatTask task)
{
    /// <summary>Most bytes of an answer that are kept for counting.</summary>
    public const int MaxKeptBytes = 1024 * 1024;

    private const int MaxKeptFrames = 16 * 1024;
    private const int BytesAToken = 4;

    // What is above it in a frame of a stream is more than a token's text and all that stands around it.
    private const int LongFrame = 512;

    private readonly bool _counts = TokenCounter.Knows(target.Model, target.Endpoint.UpstreamModel);
    private readonly bool _keeps = !task.Streaming || silent.Contains(target.Endpoint.Name);
    private readonly List<ContentFrame> _kept = [];
    private TokenUsage? _upstream;
    private long _contentFrames;
    private long _estimatedTokens;
    private long _keptBytes;
    private long _keptParts;
    private AnswerSize _size;

    /// <summary>Pieces of the answer so far.</summary>
    public long ContentFrames => _contentFrames;

    /// <summary>What it has taken so far, without reading anything: the vendor's count, or an estimate.</summary>
    public TokenUsage SoFar => Believed ?? Estimated(_estimatedTokens);

    // Judged when it is asked for: a count may come before the text that it counts.
    private TokenUsage? Believed => _upstream is { } told && Plausibility.Believes(told, task.Query, _size) ? told : null;

    /// <summary>Takes a frame in; says whether it carries a part of the answer.</summary>
    public bool See(ContentFrame frame)
    {
        _upstream = frame.Usage ?? _upstream;
        if (frame.IsKeepAlive || frame.IsEnd || frame.IsMeshOnly)
        {
            return false;
        }

        _contentFrames += frame.Parts;
        var tokens = EstimatedTokens(frame);
        _estimatedTokens += tokens;
        _size = _size.With(frame.Dialect == Dialect.None ? tokens * BytesAToken : frame.Raw.Length, frame.Parts);
        if (_keeps)
        {
            _keptBytes += frame.Raw.Length;
            if (!task.Streaming || (_keptBytes <= MaxKeptBytes && _keptParts < MaxKeptFrames))
            {
                _kept.Add(frame);
                _keptParts += frame.Parts;
            }
        }

        return true;
    }

    /// <summary>What a whole answer took.</summary>
    public TokenUsage Whole()
    {
        var believed = Believed;
        silent.Learn(target.Endpoint.Name, believed is null);
        return believed ?? Counted() ?? Estimated(_estimatedTokens);
    }

    private TokenUsage? Counted()
    {
        if (!_counts || _keptParts < _contentFrames)
        {
            return null;
        }

        try
        {
            return counter.Prompt(task.Request) is { } input && counter.Answer(_kept.SelectMany(f => f.Read())) is var (output, reasoning)
                ? new TokenUsage { Input = input, Output = output, Reasoning = reasoning, Source = UsageSource.Counted }
                : null;
        }
        catch (Exception e) when (e is MeshException or System.Text.Json.JsonException)
        {
            // What passed through unread cannot be counted.
            return null;
        }
    }

    private TokenUsage Estimated(long output) => new() { Input = task.Query.InputTokensExpected, Output = output, Source = UsageSource.Estimated };

    // A whole body's text is not read for an estimate: four fifths of a body are its text, more or less. Events are read already.
    private long EstimatedTokens(ContentFrame frame) =>
        frame.Dialect == Dialect.None ? Math.Max(1, frame.Read().Sum(Length) / BytesAToken)
        : task.Streaming ? frame.Parts + (Math.Max(0, frame.Raw.Length - (LongFrame * (long)frame.Parts)) / BytesAToken)
        : Math.Max(1, frame.Raw.Length * 4L / 5 / BytesAToken);

    private static long Length(ChatEvent e) => e switch
    {
        TextDelta t => t.Text.Length,
        ReasoningDelta r => r.Text.Length,
        RefusalDelta r => r.Text.Length,
        ToolCallDelta c => (c.Name?.Length ?? 0) + c.Arguments.Length,
        _ => 0,
    };
}
