using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Router;
using Mesh.Grains.Telemetry;
using Mesh.Routing.Snapshots;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Grains.Turns;

/// <summary>Takes a request from the door through plan and endpoint, under one deadline and one cancellation.</summary>
public sealed class TurnRunner(MeshRouter router, SingleStrategy strategy, EndpointCaller endpoints, MeshInstruments instruments, TimeProvider time)
{
    /// <summary>Begins an answer; returns when its first content frame is here.</summary>
    /// <exception cref="MeshException">Any error before that frame.</exception>
    public async Task<Turn> BeginAsync(ChatTask task, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var decision = router.Decide(task.Query);
        var deadline = new CancellationTokenSource(decision.Deadline, time);
        var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var answer = await strategy.AnswerAsync(decision, task, linked.Token);
            return new Turn(answer, deadline, linked, instruments, time, began, cancellationToken);
        }
        catch (Exception e)
        {
            var expired = deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested;
            linked.Dispose();
            deadline.Dispose();
            instruments.Refused(decision, (e as MeshException)?.Error.Code ?? MeshErrorCode.DeadlineExceeded, time.GetElapsedTime(began));
            if (e is OperationCanceledException && expired)
            {
                throw DeadlinePassed(decision);
            }

            throw;
        }
    }

    /// <summary>Turns texts into vectors, with failover.</summary>
    /// <exception cref="MeshException">Nobody answered.</exception>
    public async Task<(RouteDecision Decision, EmbeddingAnswer Answer, AttemptAccount Account, ServedEndpoint Endpoint, int Attempts)> EmbedAsync(EmbeddingTask task, CancellationToken cancellationToken)
    {
        var decision = router.Decide(task.Query);
        if (decision.Eligible == 0)
        {
            throw Routing.Selection.Router.NoCandidate(decision);
        }

        using var deadline = new CancellationTokenSource(decision.Deadline, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        for (var i = 0; ; i++)
        {
            try
            {
                var (answer, account, endpoint) = await endpoints.EmbedAsync(decision.Candidates[i].Endpoint, task, linked.Token);
                return (decision, answer, account, endpoint, i + 1);
            }
            catch (EndpointException e)
            {
                if (!e.MayMove || i + 1 >= Math.Min(decision.Eligible, SingleStrategy.MaxAttempts))
                {
                    throw new MeshException(e.Error, e);
                }
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw DeadlinePassed(decision);
            }
        }
    }

    internal static MeshException DeadlinePassed(RouteDecision decision) => new(
        MeshErrorCode.DeadlineExceeded,
        "deadline_exceeded",
        $"No answer within {decision.Deadline.TotalSeconds:0.###} s on '{decision.Route}'. Give it more time or ask for a faster route.");
}
