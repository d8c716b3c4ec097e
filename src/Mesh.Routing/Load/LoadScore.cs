namespace Mesh.Routing.Load;

/// <summary>The seconds that a request is predicted to take at an endpoint because of its load, part by part.</summary>
/// <param name="Queue">Reading what was sent there before.</param>
/// <param name="Prefill">Reading the request's own prompt, as far as it is not cached.</param>
/// <param name="Decode">What the answers under way add to this one's.</param>
/// <param name="Cache">What lack of room in its cache adds.</param>
/// <param name="Network">The way there and back.</param>
/// <param name="Cold">Loading the model.</param>
/// <param name="Wait">Until it may be asked at all.</param>
public readonly record struct LoadScore(double Queue, double Prefill, double Decode, double Cache, double Network, double Cold, double Wait)
{
    /// <summary>All of it.</summary>
    public double Total => Queue + Prefill + Decode + Cache + Network + Cold + Wait;

    /// <summary>
    /// <c>(Q + u) / R + o d n r + k max(0, (K + p + o) / C - t) r + rtt + cold + wait</c>, with u the prompt tokens that are not
    /// cached, at least 1, and r the rate of the fastest candidate by this one's.
    /// </summary>
    /// <param name="reading">The endpoint's load.</param>
    /// <param name="request">The request.</param>
    /// <param name="fastest">Prompt tokens a second of the fastest candidate.</param>
    /// <param name="tuning">The constants.</param>
    public static LoadScore Of(in LoadReading reading, in LoadRequest request, double fastest, LoadTuning tuning)
    {
        var slower = fastest / reading.TokensASecond;
        var full = reading.CacheTokens > 0 ? (reading.HeldTokens + request.PromptTokens + request.AnswerTokens) / reading.CacheTokens : 0;
        return new LoadScore(
            reading.UnreadTokens / reading.TokensASecond,
            Math.Max(1, request.PromptTokens - reading.CachedTokens) / reading.TokensASecond,
            request.AnswerTokens * tuning.StreamSeconds * slower * reading.Streams,
            tuning.CacheSeconds * Math.Max(0, full - tuning.CacheKnee) * slower,
            reading.NetworkSeconds,
            reading.ColdSeconds,
            reading.WaitSeconds);
    }
}
