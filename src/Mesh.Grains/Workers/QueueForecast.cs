namespace Mesh.Grains.Workers;

/// <summary>
/// Predicts how long a request that comes now waits in an engine's queue before the engine begins with it, from what the engine
/// tells: the larger of reading the prompts of those that wait (requests x mean prompt / prefill rate) and of their turns coming
/// (requests x time between two that ended), both over the last half minute. Prompts that its cache knows count in full, so that
/// the first is never too small. Not thread-safe.
/// </summary>
internal sealed class QueueForecast(TimeProvider time)
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private readonly Queue<(long At, double? PromptTokens, double? Finished)> _samples = new();
    private (long At, double? PromptTokens, double? Finished) _last;

    /// <summary>Takes what the engine's counters say now; a sample a second is kept, for half a minute.</summary>
    public void Observe(double? promptTokens, double? finished)
    {
        var now = time.GetTimestamp();
        if (_samples.Count > 0 && (promptTokens < _last.PromptTokens || finished < _last.Finished))
        {
            // It counts from nothing again: another process.
            _samples.Clear();
        }

        if (_samples.Count == 0 || time.GetElapsedTime(_last.At, now) >= s_pause)
        {
            _last = (now, promptTokens, finished);
            _samples.Enqueue(_last);
        }

        while (_samples.Count > 1 && time.GetElapsedTime(_samples.Peek().At, now) > s_window)
        {
            _samples.Dequeue();
        }
    }

    /// <summary>Seconds; null when the engine tells too little.</summary>
    /// <param name="waiting">Requests that wait.</param>
    /// <param name="prefillTokensPerSecond">Prompt tokens a second that the engine reads; null when it was not measured.</param>
    public double? Seconds(double? waiting, double? prefillTokensPerSecond)
    {
        if (waiting is not > 0)
        {
            return waiting;
        }

        if (_samples.Count == 0)
        {
            return null;
        }

        var first = _samples.Peek();
        var window = time.GetElapsedTime(first.At, _last.At).TotalSeconds;

        // None that ended counts as one: the time between two is at least the window.
        double? ended = _last.Finished - first.Finished is { } count && window > 0 ? Math.Max(1, count) : null;
        var turns = waiting * window / ended;
        var reading = waiting * ((_last.PromptTokens - first.PromptTokens) / ended) / prefillTokensPerSecond;
        return turns is null || reading is null ? turns ?? reading : Math.Max(turns.Value, reading.Value);
    }
}
