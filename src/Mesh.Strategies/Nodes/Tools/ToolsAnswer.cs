using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Tools;

/// <summary>The answer of a node that calls tools, whose first content is here: rounds may follow.</summary>
/// <param name="run">The rounds.</param>
/// <param name="frames">What they give; its first frame has come.</param>
/// <param name="limit">The node's own time, which is over with it.</param>
internal sealed class ToolsAnswer(ToolsRun run, IAsyncEnumerator<ContentFrame> frames, NodeDeadline limit) : PlanAnswer
{
    public override RouteDecision Decision => run.Current.Decision;

    public override IEndpointAttempt Attempt => run.Current.Attempt;

    public override AttemptAccount Account => run.Account;

    public override IReadOnlyList<string> FallbackFrom => run.Current.FallbackFrom;

    public override IReadOnlyList<FailedAttempt> Failed => run.Current.Failed;

    public override double? Confidence => run.Current.Confidence;

    public override void Use() => run.Use();

    public override async IAsyncEnumerable<ContentFrame> ReadAsync()
    {
        do
        {
            yield return frames.Current;
        }
        while (await frames.MoveNextAsync());
    }

    public override async ValueTask DisposeAsync()
    {
        await frames.DisposeAsync();
        limit.Dispose();
    }
}
