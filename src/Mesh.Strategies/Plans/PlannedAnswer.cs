using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Reviews;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Nodes.Escalating;

namespace Mesh.Strategies.Plans;

/// <summary>The answer of a whole plan: the frames of the node that answers, and the account of all.</summary>
internal sealed class PlannedAnswer(PlanAnswer answer, PlanRun run, NodeTrace trace, TimeSpan firstContent, bool usageWanted) : AnswerAround(answer)
{
    private readonly PlanAnswer _asked = answer;
    private long _characters;
    private int _disposed;

    public override RouteDecision Decision => run.Decision;

    public override NodeReport? Plan => trace.Report();

    public override AttemptAccount Account => trace.Account with { FirstToken = firstContent };

    // What a call says of its own tokens is a part of the whole only.
    public override async IAsyncEnumerable<ContentFrame> ReadAsync()
    {
        ReviewHandle? pending = null;
        await using (var frames = _asked.ReadAsync().GetAsyncEnumerator(CancellationToken.None))
        {
            while (true)
            {
                (var more, pending) = await NextAsync(frames);
                if (!more)
                {
                    break;
                }

                if (Told(frames.Current) is { } told)
                {
                    yield return told;
                }
            }
        }

        if (pending is not null)
        {
            // What has been seen is void: a person answers in its place.
            var from = _asked.Attempt.Endpoint;
            Inner = new PendingAnswer(run.Decision, pending);
            yield return new TakeOverFrame { Kind = OnInterruption.Restart, From = from, To = "", Reason = ReviewPending.Finish, Attempt = _asked.Attempts + 1, Characters = _characters };
            foreach (var frame in PendingAnswer.Frames(pending))
            {
                yield return frame;
            }
        }

        run.Given(_asked.Decision.Id);

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
            await _asked.DisposeAsync();
        }
        finally
        {
            await run.DisposeAsync();
        }
    }

    private ContentFrame? Told(ContentFrame frame)
    {
        if (frame is TakeOverFrame || frame.IsKeepAlive)
        {
            _characters = frame is TakeOverFrame { Kind: OnInterruption.Restart } ? 0 : _characters;
            return frame;
        }

        ChatEvent[] said = [.. frame.Read().Where(e => e is not UsageReported)];
        foreach (var e in said)
        {
            _characters += e is TextDelta text ? text.Text.Length : 0;
        }

        return said.Length > 0 ? new EventFrame(said) : null;
    }

    // A review that waits while the answer has begun: only callers who understand that it begins anew were shown any of it.
    private static async ValueTask<(bool More, ReviewHandle? Pending)> NextAsync(IAsyncEnumerator<ContentFrame> frames)
    {
        try
        {
            return (await frames.MoveNextAsync(), null);
        }
        catch (MeshException e) when (e.Error.Review is { } handle)
        {
            return (false, handle);
        }
    }
}
