using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Routing.Selection;
using Mesh.Strategies.Endpoints;

namespace Mesh.Strategies.Failover;

/// <summary>
/// One endpoint answers. Until its first content frame is here, the decision's next candidate may take over; the bound is
/// <see cref="MaxAttempts"/>, at which the last failure is the caller's.
/// </summary>
public sealed class SingleStrategy(IEndpointCaller caller)
{
    /// <summary>Most attempts for one request.</summary>
    public const int MaxAttempts = 4;

    private const int MaxHeldFrames = 64;

    /// <summary>Answers <paramref name="task"/> by <paramref name="decision"/>.</summary>
    /// <exception cref="MeshException">Nobody answered; holds each attempt's reason.</exception>
    public async Task<PlanAnswer> AnswerAsync(RouteDecision decision, ChatTask task, CancellationToken cancellationToken)
    {
        if (decision.Eligible == 0)
        {
            throw Router.NoCandidate(decision);
        }

        var failures = new List<EndpointException>();
        var failed = new List<string>();
        foreach (var candidate in decision.Candidates.Take(Math.Min(decision.Eligible, MaxAttempts)))
        {
            try
            {
                return await AttemptAsync(decision, candidate.Endpoint, task, failed, cancellationToken);
            }
            catch (EndpointException e)
            {
                // A transport may report the caller's going away as its own fault.
                cancellationToken.ThrowIfCancellationRequested();
                failures.Add(e);
                failed.Add(candidate.Endpoint);
                if (!e.MayMove)
                {
                    break;
                }
            }
        }

        throw Failed(failures, failed);
    }

    private async Task<PlanAnswer> AttemptAsync(RouteDecision decision, string endpoint, ChatTask task, List<string> failed, CancellationToken cancellationToken)
    {
        var attempt = await caller.BeginAsync(endpoint, task, cancellationToken);
        var frames = attempt.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            var head = new List<ContentFrame>(2);
            while (await frames.MoveNextAsync())
            {
                head.Add(frames.Current);
                if (frames.Current.HasContent || head.Count == MaxHeldFrames)
                {
                    break;
                }
            }

            return new PlanAnswer(decision, attempt, failed.Count + 1, [.. failed], head, frames);
        }
        catch
        {
            await PlanAnswer.CloseAsync(frames, attempt);
            throw;
        }
    }

    // The last word is the last endpoint's; what the others said stands beside it.
    private static MeshException Failed(List<EndpointException> failures, List<string> failed)
    {
        var last = failures[^1];
        var attempts = failures.Select((f, i) => $"{failed[i]}: {f.Error.Reason}").ToArray();
        return new MeshException(last.Error with { Attempts = attempts }, last);
    }
}
