using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Plans;

/// <summary>A node's answer, whose end is told to its trace.</summary>
internal sealed class TracedAnswer(PlanAnswer answer, NodeTrace trace, NodeDeadline limit) : AnswerAround(answer)
{
    /// <summary>What becomes of the node.</summary>
    public NodeTrace Trace => trace;

    public override AttemptAccount Account => trace.Account;

    public override void Use() => trace.Use();

    public override async IAsyncEnumerable<ContentFrame> ReadAsync()
    {
        await using var frames = Inner.ReadAsync().GetAsyncEnumerator(CancellationToken.None);
        while (await NextAsync(frames))
        {
            yield return frames.Current;
        }

        trace.End(NodeState.Done);
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await Inner.DisposeAsync();
        }
        finally
        {
            trace.End(NodeState.Cancelled);
            limit.Dispose();
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<ContentFrame> frames)
    {
        try
        {
            return await frames.MoveNextAsync();
        }
        catch (Exception e)
        {
            var told = limit.Told(e);
            trace.End(NodeFailures.State(told), NodeFailures.Reason(told));
            if (!ReferenceEquals(told, e))
            {
                throw told;
            }

            throw;
        }
    }
}
