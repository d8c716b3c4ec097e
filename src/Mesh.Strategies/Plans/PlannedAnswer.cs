using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Plans;

/// <summary>The answer of a whole plan: the frames of the node that answers, and the account of all.</summary>
internal sealed class PlannedAnswer(PlanAnswer answer, PlanRun run, NodeTrace trace, TimeSpan firstContent, bool usageWanted) : PlanAnswer
{
    private int _disposed;

    public override RouteDecision Decision => run.Decision;

    public override NodeReport? Plan => trace.Report();

    public override IEndpointAttempt Attempt => answer.Attempt;

    public override int Attempts => answer.Attempts;

    public override IReadOnlyList<string> FallbackFrom => answer.FallbackFrom;

    public override IReadOnlyList<FailedAttempt> Failed => answer.Failed;

    public override AttemptAccount Account => trace.Account with { FirstToken = firstContent };

    public override decimal SavedUsd => answer.SavedUsd;

    public override long? DeliveredCharacters => answer.DeliveredCharacters;

    public override string? NotTakenOver => answer.NotTakenOver;

    public override double? Confidence => answer.Confidence;

    // What a call says of its own tokens is a part of the whole only.
    public override async IAsyncEnumerable<ContentFrame> ReadAsync()
    {
        await foreach (var frame in answer.ReadAsync())
        {
            if (frame is TakeOverFrame || frame.IsKeepAlive)
            {
                yield return frame;
            }
            else if (frame.Read().Where(e => e is not UsageReported).ToArray() is { Length: > 0 } said)
            {
                yield return new EventFrame(said);
            }
        }

        run.Given(answer.Decision.Id);

        // Everything ends before the total is told: what was cut short beside the answer has taken something too.
        await DisposeAsync();
        yield return new EventFrame([new UsageReported(trace.Account.Usage)]) { Hidden = !usageWanted };
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        try
        {
            await answer.DisposeAsync();
        }
        finally
        {
            await run.DisposeAsync();
        }
    }
}
