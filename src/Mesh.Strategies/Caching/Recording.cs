using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Caching;

/// <summary>How a new answer is asked for, and what becomes of it.</summary>
/// <param name="Ask">Asks; its token ends when nobody reads any more.</param>
/// <param name="Recorder">Sees what comes.</param>
/// <param name="Keep">Told of the end of a whole answer.</param>
public sealed record Recording(Func<CancellationToken, Task<PlanAnswer>> Ask, AnswerRecorder Recorder, Func<PlanAnswer, AnswerRecorder, Task> Keep);
