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
internal sealed class ChatGrpcService(TurnRunner turns, WriteDeadline writes, TimeProvider time) : V1.ChatService.ChatServiceBase
{
    /// <inheritdoc/>
    public override async Task<V1.CompleteResponse> Complete(V1.CompleteRequest request, ServerCallContext context)
    {
        var task = ChatMapping.ToTask(request.Chat, context.GetHttpContext().Caller(), streaming: false);
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
        var task = ChatMapping.ToTask(request.Chat, context.GetHttpContext().Caller(), streaming: true, SignalMapping.ToContract(accepted));
        var writer = new EventWriter(responses, context.CancellationToken);
        await using var turn = await BeginAsync(task, accepted, writer, context);
        using var watch = writes.Over(context.GetHttpContext(), turn);
        writer.Watch = watch;
        foreach (var endpoint in turn.Answer.FallbackFrom)
        {
            await writer.WriteAsync(new V1.StreamResponse { HandOver = new V1.HandOver { FromEndpoint = endpoint } });
            writer.NextAttempt();
        }

        await writer.WriteAsync(new V1.StreamResponse { Start = Start(turn) });
        try
        {
            await foreach (var frame in turn.ReadAsync())
            {
                await WriteAsync(writer, frame, turn);
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

    private Task<Turn> BeginAsync(ChatTask task, IReadOnlySet<V1.Signal> accepted, EventWriter writer, ServerCallContext context)
    {
        var began = time.GetTimestamp();
        return Patience.WaitAsync(turns.BeginAsync(task, context.CancellationToken), time, () => accepted.Contains(V1.Signal.Progress)
            ? writer.WriteAsync(new V1.StreamResponse { Progress = new V1.Progress { Elapsed = Duration.FromTimeSpan(time.GetElapsedTime(began)) } }).AsTask()
            : CommitHeadersAsync(context));
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
