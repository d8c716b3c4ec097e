using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Plans.Records;

/// <summary>A node of a run that is kept: answered from the record, or asked, read to its end and kept before its answer is given.</summary>
/// <param name="record">The record.</param>
/// <param name="trace">The node.</param>
internal sealed class RecordedNode(IPlanRecord record, NodeTrace trace)
{
    /// <summary>Its answer.</summary>
    /// <param name="decision">The decision that led to the plan.</param>
    /// <param name="ask">Asks it; gives its answer with the first content.</param>
    /// <param name="heard">Hears of each frame as it comes; null for nobody.</param>
    public async Task<HeldAnswer> AnswerAsync(RouteDecision decision, Func<Task<PlanAnswer>> ask, Action<ContentFrame>? heard)
    {
        try
        {
            if (await record.FindAsync(trace.Path) is { } kept)
            {
                return await RestoreAsync(decision, kept, heard);
            }

            var held = await ReadAsync(await ask(), heard);
            await record.KeepAsync(trace.Path, KeptAnswers.Of(held), trace.Report());
            return held;
        }
        catch (Exception e)
        {
            trace.End(NodeFailures.State(e), NodeFailures.Reason(e));
            if (trace.State == NodeState.Done)
            {
                trace.Refuse(NodeFailures.Reason(e));
            }

            await record.LoseAsync(trace.Path, trace.Report());
            throw;
        }
    }

    private async Task<HeldAnswer> RestoreAsync(RouteDecision decision, KeptNode kept, Action<ContentFrame>? heard)
    {
        trace.Restore(kept.Report);
        return await HeldAnswer.ReadAsync(new TracedAnswer(new RestoredAnswer(decision, kept.Answer, trace.Account), trace, NodeDeadline.None), heard);
    }

    // What it took is known once it is disposed, together with all that it has begun.
    private static async Task<HeldAnswer> ReadAsync(PlanAnswer answer, Action<ContentFrame>? heard)
    {
        await using (answer)
        {
            return await HeldAnswer.ReadAsync(answer, heard);
        }
    }
}
