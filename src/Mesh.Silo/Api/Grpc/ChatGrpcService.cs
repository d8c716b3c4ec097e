using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Grains.Turns;
using Mesh.Silo.Access;
using Mesh.Silo.Api.Requests;
using Mesh.Strategies.Failover;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Chat at the gRPC door.</summary>
internal sealed class ChatGrpcService(TurnRunner turns, SentPlans plans, WriteDeadline writes, TimeProvider time) : V1.ChatService.ChatServiceBase
{
    /// <inheritdoc/>
    public override async Task<V1.CompleteResponse> Complete(V1.CompleteRequest request, ServerCallContext context)
    {
        var caller = context.GetHttpContext().Caller();
        var task = ChatMapping.ToTask(request.Chat, caller, streaming: false, plan: plans.Read(request.Chat?.PlanYaml, "chat.plan_yaml", caller));
        await using var turn = await turns.BeginAsync(task, context.CancellationToken);
        var collected = new AnswerCollector();
        await foreach (var frame in turn.ReadAsync())
        {
            collected.Add(frame.Read());
        }

        return collected.ToResponse(OutcomeMapping.Outcome(turn));
    }

    /// <inheritdoc/>
    public override async Task Stream(V1.StreamRequest request, IServerStreamWriter<V1.StreamResponse> responses, ServerCallContext context)
    {
        var accepted = SignalMapping.Accepted(request.Accepts);
        var writer = new EventWriter(responses, context.CancellationToken);
        var watch = accepted.Contains(V1.Signal.Plan) ? new PlanEvents(writer, time) : null;
        var caller = context.GetHttpContext().Caller();
        var task = ChatMapping.ToTask(request.Chat, caller, streaming: true, SignalMapping.ToContract(accepted), plans.Read(request.Chat?.PlanYaml, "chat.plan_yaml", caller), watch);
        await using var turn = await BeginAsync(task, accepted, writer, watch, context);
        using var writing = writes.Over(context.GetHttpContext(), turn);
        writer.Watch = writing;
        foreach (var endpoint in turn.Answer.FallbackFrom)
        {
            await writer.WriteAsync(new V1.StreamResponse { HandOver = new V1.HandOver { FromEndpoint = endpoint } });
            writer.NextAttempt();
        }

        await writer.WriteAsync(new V1.StreamResponse { Start = Start(turn) });
        try
        {
            await using var frames = turn.ReadAsync().GetAsyncEnumerator();
            while (await NextAsync(frames, watch))
            {
                await WriteAsync(writer, frames.Current, turn);
            }
        }
        catch (MeshException e)
        {
            // What had arrived stands in the events; the status says that it is not whole.
            var error = e.Error with { Interruption = turn.SoFar(writer.Characters) };
            await writer.WriteAsync(new V1.StreamResponse { Interrupted = InterruptionMapping.Event(error, error.Interruption) });
            throw new MeshException(error, e);
        }

        await writer.WriteAsync(new V1.StreamResponse { Done = new V1.Done { Outcome = OutcomeMapping.Outcome(turn) } });
    }

    private static async Task WriteAsync(EventWriter writer, ContentFrame frame, Turn turn)
    {
        if (frame is TakeOverFrame taken)
        {
            await writer.WriteAsync(taken, Start(turn));
            return;
        }

        foreach (var e in frame.ReadEach())
        {
            await writer.WriteAsync(e);
        }
    }

    // The next frame; what the plan does is told until it is here.
    private static ValueTask<bool> NextAsync(IAsyncEnumerator<ContentFrame> frames, PlanEvents? watch)
    {
        var next = frames.MoveNextAsync();
        return watch is null || next.IsCompleted ? next : TellAsync(next.AsTask(), watch);
    }

    private static async ValueTask<bool> TellAsync(Task<bool> next, PlanEvents watch)
    {
        try
        {
            await watch.TellWhileAsync(next);
        }
        catch
        {
            // The enumerator cannot be disposed of while it moves.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return await next;
    }

    private Task<Turn> BeginAsync(ChatTask task, IReadOnlySet<V1.Signal> accepted, EventWriter writer, PlanEvents? watch, ServerCallContext context)
    {
        var began = time.GetTimestamp();
        return Patience.WaitAsync(turns.BeginAsync(task, context.CancellationToken), time, () => writer.IsBusy ? Task.CompletedTask : accepted.Contains(V1.Signal.Progress)
            ? writer.WriteAsync(new V1.StreamResponse { Progress = new V1.Progress { Elapsed = Duration.FromTimeSpan(time.GetElapsedTime(began)) } }).AsTask()
            : CommitHeadersAsync(context), watch is null ? null : (begin, longest) => watch.TellWhileAsync(begin, longest));
    }

    private static Task CommitHeadersAsync(ServerCallContext context) =>
        context.GetHttpContext().Response.HasStarted ? Task.CompletedTask : context.WriteResponseHeadersAsync([]);

    private static V1.Start Start(Turn turn) => new()
    {
        DecisionId = turn.Answer.Decision.Id,
        Route = turn.Answer.Decision.Route,
        Model = turn.Answer.Attempt.Model,
        Endpoint = turn.Answer.Attempt.Endpoint,
        Rules = { turn.Answer.Decision.Rules },
    };
}
