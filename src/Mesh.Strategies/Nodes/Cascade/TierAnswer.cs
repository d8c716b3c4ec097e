using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Answers;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Cascade;

/// <summary>The answer of the tier that was chosen, without what only the cascade had asked of it.</summary>
/// <param name="answer">The answer.</param>
/// <param name="confidence">How sure the cascade is of it; null for what the tier says.</param>
/// <param name="logprobsWanted">Whether the caller asked for log-probabilities.</param>
/// <param name="given">Is given all of it once it is whole; null for nobody.</param>
internal sealed class TierAnswer(PlanAnswer answer, double? confidence, bool logprobsWanted, Action<AnswerBuilder>? given) : AnswerAround(answer)
{
    public override double? Confidence => confidence ?? Inner.Confidence;

    public override async IAsyncEnumerable<ContentFrame> ReadAsync()
    {
        var whole = given is null ? null : new AnswerBuilder();
        await foreach (var frame in Inner.ReadAsync())
        {
            Hear(whole, frame);
            yield return Shown(frame, logprobsWanted);
        }

        // Of one that is longer than is held nobody could tell what it says.
        if (whole is { Characters: <= HeldAnswer.MostCharacters })
        {
            given!(whole);
        }
    }

    public override ValueTask DisposeAsync() => Inner.DisposeAsync();

    private static void Hear(AnswerBuilder? whole, ContentFrame frame)
    {
        if (whole is null or { Characters: > HeldAnswer.MostCharacters })
        {
            return;
        }

        if (frame is TakeOverFrame { Kind: Contracts.Catalog.OnInterruption.Restart })
        {
            whole.Clear();
        }

        foreach (var said in frame.ReadEach())
        {
            whole.Add(said);
        }
    }

    /// <summary>A frame without log-probabilities that the caller did not ask for.</summary>
    public static ContentFrame Shown(ContentFrame frame, bool logprobsWanted) =>
        logprobsWanted || frame is TakeOverFrame || frame.IsKeepAlive || !frame.Read().Any(e => e is LogprobsDelta) ? frame : new EventFrame([.. frame.Read().Where(e => e is not LogprobsDelta)]);
}
