namespace Mesh.Testing.Engines;

/// <summary>What a fake engine works on, and how long the next piece of work takes. Thread-safe.</summary>
/// <param name="speed">How fast it is.</param>
/// <param name="time">The clock.</param>
public sealed class FakeEngineLoad(FakeEngineSpeed speed, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly PrefixCache _cache = new();
    private long _prefillFree = time.GetTimestamp();
    private long _cached;

    /// <summary>Answers under way.</summary>
    public int Running { get; private set; }

    /// <summary>Tokens of them that the cache holds.</summary>
    public long CacheUsed => Interlocked.Read(ref _cached);

    /// <summary>How full the cache is, 0 to 1.</summary>
    public double CacheUse => Math.Min(1, CacheUsed / (double)speed.CacheTokens);

    /// <summary>Prompt tokens of all answers since the start.</summary>
    public long PromptTokens { get; private set; }

    /// <summary>Answer tokens since the start.</summary>
    public long AnswerTokens { get; private set; }

    /// <summary>Answers since the start.</summary>
    public long Finished { get; private set; }

    /// <summary>Takes a request in: the time until its first token, and between two tokens.</summary>
    public (TimeSpan First, TimeSpan Between) Begin(IReadOnlyList<string> prompt, int answerTokens)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var uncached = prompt.Count - _cache.Match(prompt);
            var reads = speed.Step + TimeSpan.FromSeconds(uncached / speed.PrefillTokensPerSecond);
            _prefillFree = Math.Max(now, _prefillFree) + (long)(reads.TotalSeconds * time.TimestampFrequency);
            Running++;
            PromptTokens += prompt.Count;
            _cached += prompt.Count + answerTokens;
            return (time.GetElapsedTime(now, _prefillFree), speed.Step + (speed.Stream * Running));
        }
    }

    /// <summary>An answer has ended, whole or not.</summary>
    public void End(int promptTokens, int answerTokens, bool whole)
    {
        lock (_lock)
        {
            Running--;
            _cached -= promptTokens + answerTokens;
            Finished += whole ? 1 : 0;
            AnswerTokens += whole ? answerTokens : 0;
        }
    }

    /// <summary>Begins again from nothing, as a process does; what is under way goes on to count.</summary>
    public void Restart()
    {
        lock (_lock)
        {
            (PromptTokens, AnswerTokens, Finished) = (0, 0, 0);
            _prefillFree = time.GetTimestamp();
            _cache.Clear();
        }
    }
}
