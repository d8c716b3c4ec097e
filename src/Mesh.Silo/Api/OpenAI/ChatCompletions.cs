using System.Buffers;
using System.IO.Pipelines;
using Mesh.Contracts.Access;
using Mesh.Contracts.Caching;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Grains.Turns;
using Mesh.Providers.OpenAI.Answers;
using Mesh.Providers.OpenAI.Requests;
using Mesh.Silo.Access;
using Mesh.Silo.Api.Requests;
using Mesh.Strategies.Failover;

namespace Mesh.Silo.Api.OpenAI;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
internal sealed class ChatCompletions(TurnRunner turns, SentPlans plans, WriteDeadline writes, TimeProvider time)
{
    private const int MostUnsent = 16 * 1024;
    private static readonly ReadOnlyMemory<byte> s_keepAlive = ": waiting\n\n"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> s_done = "data: [DONE]\n\n"u8.ToArray();

    /// <summary>Serves one request.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        turns.EnsureRoom();
        var scan = OpenAIChatScan.Read(await RequestBody.ReadAsync(context.Request), context.Caller().Has("vendor-objects"));
        var task = Task(context, scan, plans.Read(scan.Plan, "mesh.plan", context.Caller()));
        var timeout = CallerTimeout.Of(context.Request);
        if (!scan.Stream)
        {
            await using var whole = await turns.BeginAsync(task, context.RequestAborted, timeout);
            await WriteWholeAsync(context, whole, task.Accepts);
            return;
        }

        await using var turn = await BeginStreamAsync(context, task, timeout);
        await WriteStreamAsync(context, turn, task);
    }

    private static ChatTask Task(HttpContext context, OpenAIChatScan scan, NodeEntry? plan) => new(
        new RouteQuery
        {
            Target = scan.Model,
            Fallbacks = scan.Models,
            Needs = scan.Needs,
            InputTokensAtMost = scan.TextBytes,
            InputTokensExpected = (scan.TextBytes / 4) + 8,
            MaxOutputTokens = scan.MaxOutputTokens,
            Class = CallerClass.Of(context.Request),
            MayRaiseClass = context.Caller().Has("critical"),
            Prefix = PromptBlocks.Of(context.Caller().Tenant, scan.Body.Bytes.Span),
        }.With(context.Request, context.Caller()),
        () => OpenAIRequestReader.Read(scan.Body.Bytes),
        scan.Stream,
        scan.Body)
    {
        UsageWanted = scan.Body.UsageWanted,
        Accepts = CallerAccepts.Of(context.Request) & (scan.Stream ? ~CallerSignals.None : CallerSignals.Plan),
        Plan = plan,
        Caller = context.Caller(),
        CacheUse = CallerCache.Of(context.Request),
    };

    // Headers are held until the first content frame, so that a failover before it stays unseen; a caller that has waited
    // for long gets them with a sign of life.
    private Task<Turn> BeginStreamAsync(HttpContext context, ChatTask task, TimeSpan? timeout) =>
        Patience.WaitAsync(turns.BeginAsync(task, context.RequestAborted, timeout), time, async () =>
        {
            StartStream(context);
            await context.Response.Body.WriteAsync(s_keepAlive, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        });

    private async Task WriteWholeAsync(HttpContext context, Turn turn, CallerSignals accepts)
    {
        ContentFrame? whole = null;
        var events = new List<ChatEvent>();
        await foreach (var frame in turn.ReadAsync())
        {
            whole = frame;
            if (frame.Dialect != Dialect.OpenAI)
            {
                events.AddRange(frame.Read());
            }
        }

        var body = whole is { Dialect: Dialect.OpenAI } ? whole.Raw : Writer(turn, events, usageWanted: true).Whole(events);
        var (plan, review) = (accepts.HasFlag(CallerSignals.Plan) ? turn.Plan : null, turn.Answer.Review);
        if (plan is not null || review is not null)
        {
            body = PlanJson.With(body, plan, review);
        }

        MeshHeaders.Write(context.Response, turn, final: true);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        using var watch = writes.Over(context, turn);
        await watch.WatchAsync(context.Response.Body.WriteAsync(body, context.RequestAborted));
    }

    private async Task WriteStreamAsync(HttpContext context, Turn turn, ChatTask task)
    {
        if (!context.Response.HasStarted)
        {
            MeshHeaders.Write(context.Response, turn, final: false);
            StartStream(context);
        }

        using var watch = writes.Over(context, turn);
        var ended = false;
        OpenAIAnswerWriter? writer = null;
        var body = context.Response.BodyWriter;
        var unsent = 0;
        await using var frames = turn.ReadAsync().GetAsyncEnumerator();
        while (await NextAsync(frames, body, ref unsent, watch, context.RequestAborted))
        {
            var frame = frames.Current;
            var bytes = frame.Raw;
            if (frame is TakeOverFrame taken)
            {
                bytes = TakeOverEvent.Of(taken);
                writer = null;
            }
            else if (frame.Dialect != Dialect.OpenAI)
            {
                var events = frame.Read();
                bytes = (writer ??= Writer(turn, events, task.UsageWanted)).Chunk(events);
            }

            if (!frame.IsMeshOnly)
            {
                ended |= frame.IsEnd;
                body.Write(bytes.Span);
                unsent += bytes.Length;
            }
        }

        if (task.Accepts.HasFlag(CallerSignals.Plan) && turn.Plan is { } plan)
        {
            body.Write(PlanJson.Event(plan).Span);
        }

        if (!ended)
        {
            body.Write(s_done.Span);
        }

        await watch.WatchAsync(body.FlushAsync(context.RequestAborted));
    }

    // Frames that have come together leave together: what is written is sent before the next is waited for, before a failure is told, or
    // once it is plenty.
    private static ValueTask<bool> NextAsync(IAsyncEnumerator<ContentFrame> frames, PipeWriter body, ref int unsent, WriteWatch watch, CancellationToken cancellationToken)
    {
        var next = frames.MoveNextAsync();
        if (unsent == 0 || (next.IsCompletedSuccessfully && unsent < MostUnsent))
        {
            return next;
        }

        unsent = 0;
        return SendAsync(next, body, watch, cancellationToken);
    }

    private static async ValueTask<bool> SendAsync(ValueTask<bool> next, PipeWriter body, WriteWatch watch, CancellationToken cancellationToken)
    {
        try
        {
            await watch.WatchAsync(body.FlushAsync(cancellationToken));
        }
        catch
        {
            // The enumerator cannot be disposed of while it moves.
            await ((Task)next.AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return await next;
    }

    private static OpenAIAnswerWriter Writer(Turn turn, IReadOnlyList<ChatEvent> events, bool usageWanted)
    {
        var identity = events.OfType<AnswerIdentified>().FirstOrDefault();
        return new OpenAIAnswerWriter(identity?.Id ?? $"chatcmpl-{turn.Answer.Decision.Id}", identity?.Model is { Length: > 0 } model ? model : turn.Answer.Attempt.Model, identity?.Created ?? 0, usageWanted);
    }

    private static void StartStream(HttpContext context)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            context.Response.Headers.CacheControl = "no-cache";
            context.Response.Headers["x-accel-buffering"] = "no";
        }
    }
}
