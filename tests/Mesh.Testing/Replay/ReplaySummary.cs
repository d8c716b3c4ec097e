using System.Collections.Concurrent;

namespace Mesh.Testing.Replay;

/// <summary>What a replay found; safe from any thread.</summary>
public sealed class ReplaySummary
{
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentDictionary<string, long> _calls = new();
    private long _input;
    private long _output;
    private long _nanoUsd;

    /// <summary>What did not arrive as it should.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Calls by door and kind.</summary>
    public IReadOnlyDictionary<string, long> Calls => _calls;

    /// <summary>Takes one call in.</summary>
    /// <param name="way">Door and kind.</param>
    /// <param name="name">Which call it was, for its fault.</param>
    /// <param name="fault">What was wrong; null when nothing was.</param>
    public void Add(string way, string name, string? fault)
    {
        _calls.AddOrUpdate(way, 1, (_, n) => n + 1);
        if (fault is not null)
        {
            _faults.Enqueue($"{way}, {name}: {fault}");
        }
    }

    /// <summary>Takes one answer to a question in.</summary>
    public void Add(string way, RecordedQuestion question, string model, ReplayAnswer answer)
    {
        var pieces = QuestionReplay.Pieces(question, model);
        var cost = model == "weak" ? (question.PromptTokens * 0.5m) + (pieces.Count * 1.5m) : (question.PromptTokens * 10m) + (pieces.Count * 30m);
        var fault = answer.Text != question.AnswerOf(model) ? "text"
            : !answer.Exact ? "bytes or order"
            : answer.Input != question.PromptTokens || answer.Output != pieces.Count ? "tokens"
            : answer.CostUsd is { } told && Math.Abs(told - (cost / 1_000_000m)) > 0.000_000_000_1m ? "cost"
            : null;
        Add(way, $"{model} on '{question.Prompt[..Math.Min(40, question.Prompt.Length)]}'", fault);
        Interlocked.Add(ref _input, answer.Input);
        Interlocked.Add(ref _output, answer.Output);
        Interlocked.Add(ref _nanoUsd, (long)((answer.CostUsd ?? 0) * 1_000_000_000m));
    }

    /// <summary>The figures, a line each.</summary>
    public override string ToString() => string.Join(Environment.NewLine,
    [
        .. _calls.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key,-14} {c.Value,6} calls"),
        .. _input == 0 ? Array.Empty<string>() : [$"tokens         {_input} in, {_output} out", $"cost told      {_nanoUsd / 1_000_000_000m:0.######} USD"],
        $"faults         {_faults.Count}",
    ]);
}
