using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Caching;

/// <summary>How a new answer is asked for, and what becomes of it.</summary>
/// <param name="Ask">Asks; its token ends when nobody reads any more.</param>
/// <param name="Recorder">Sees what comes.</param>
/// <param name="Keep">Told of the end of a whole answer.</param>
/// <param name="Find">Looks for one that is kept by now, null for none; for who followed an answer that failed, and who has not looked.</param>
public sealed record Recording(
    Func<CancellationToken, Task<PlanAnswer>> Ask, AnswerRecorder Recorder, Func<PlanAnswer, AnswerRecorder, Task> Keep, Func<CancellationToken, ValueTask<PlanAnswer?>> Find)
{
    /// <summary>Whether it was looked for a kept one just now: not where another was under way, which may be kept and over in the next moment.</summary>
    public bool Looked { get; init; } = true;
}
