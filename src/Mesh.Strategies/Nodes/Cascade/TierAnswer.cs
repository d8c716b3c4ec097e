using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Cascade;

/// <summary>The answer of the tier that was chosen, without what only the cascade had asked of it.</summary>
/// <param name="answer">The answer.</param>
/// <param name="confidence">How sure the cascade is of it; null for what the tier says.</param>
/// <param name="logprobsWanted">Whether the caller asked for log-probabilities.</param>
internal sealed class TierAnswer(PlanAnswer answer, double? confidence, bool logprobsWanted) : AnswerAround(answer)
{
    public override double? Confidence => confidence ?? Inner.Confidence;

    public override async IAsyncEnumerable<ContentFrame> ReadAsync()
    {
        await foreach (var frame in Inner.ReadAsync())
        {
            yield return Shown(frame, logprobsWanted);
        }
    }

    public override ValueTask DisposeAsync() => Inner.DisposeAsync();

    /// <summary>A frame without log-probabilities that the caller did not ask for.</summary>
    public static ContentFrame Shown(ContentFrame frame, bool logprobsWanted) =>
        logprobsWanted || frame is TakeOverFrame || frame.IsKeepAlive || !frame.Read().Any(e => e is LogprobsDelta) ? frame : new EventFrame([.. frame.Read().Where(e => e is not LogprobsDelta)]);
}
