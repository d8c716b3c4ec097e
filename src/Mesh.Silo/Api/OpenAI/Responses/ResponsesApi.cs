using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Access;
using Mesh.Grains.Conversations;
using Mesh.Silo.Access;
using Mesh.Silo.Api.Requests;

namespace Mesh.Silo.Api.OpenAI.Responses;

/// <summary><c>/v1/responses</c>: each response is a turn of a conversation that the mesh keeps.</summary>
internal sealed class ResponsesApi(TenantGrains grains, ConversationTurns turns, UnkeptTurns unkept, WriteDeadline writes, TimeProvider time)
{
    private const string IdempotencyKey = "idempotency-key";
    private const int LongestKey = 255;
    private const string CreatedForResponse = "response";
    private static readonly TimeSpan s_noDeadline = TimeSpan.FromDays(1);
    private static readonly ReadOnlyMemory<byte> s_keepAlive = ": waiting\n\n"u8.ToArray();

    /// <summary><c>POST /v1/responses</c>.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context.Request);
        var asked = ResponsesRequestReader.Read(body);
        var id = ResponseId.New(asked.Previous?.Conversation ?? asked.Conversation, Key(context.Request), time);
        var request = Request(context, asked, id, body);
        if (!asked.Store)
        {
            await TellAsync(context, id, await unkept.BeginAsync(context.Caller(), request, asked.Previous?.Conversation, context.RequestAborted), asked, isKept: false);
            return;
        }

        if (asked is { Previous: null, Conversation: null })
        {
            await CallAsync(context, id, c => c.CreateAsync(new ConversationSettings { Route = asked.Model }, CreatedForResponse));
        }

        var reader = await turns.SendAsync(context.Caller(), id.Conversation, request, () => asked.Stream ? WaitAsync(context) : Task.CompletedTask, context.RequestAborted);
        if (asked is { Background: true, Stream: false })
        {
            await WriteAsync(context, id, await FindAsync(context, id));
            return;
        }

        await TellAsync(context, id, new ToldTurn(reader.Turn, reader.ReadAsync(context.RequestAborted)), asked, isKept: true);
    }

    /// <summary><c>GET /v1/responses/{id}</c>, and with <c>?stream=true&amp;starting_after=N</c> its events from there on.</summary>
    public async Task GetAsync(HttpContext context, string name)
    {
        var id = ResponseId.Parse(name);
        if (context.Request.Query["stream"] != "true")
        {
            await WriteAsync(context, id, await FindAsync(context, id));
            return;
        }

        var reader = await turns.ResumeAsync(context.Caller(), id.Conversation, id.Turn, null);
        await StreamAsync(context, id, new ToldTurn(reader.Turn, reader.ReadAsync(context.RequestAborted)), isKept: true, StartingAfter(context.Request));
    }

    /// <summary><c>POST /v1/responses/{id}/cancel</c>.</summary>
    public async Task CancelAsync(HttpContext context, string name)
    {
        var id = ResponseId.Parse(name);
        await WriteAsync(context, id, await turns.CancelAsync(context.Caller(), id.Conversation, id.Turn, context.RequestAborted));
    }

    /// <summary><c>DELETE /v1/responses/{id}</c>: with the conversation that was made for it, while it is the only one there.</summary>
    /// <exception cref="MeshException">not_found; conflict, reason response_in_conversation: others rest on it, or the conversation is its maker's own.</exception>
    public async Task DeleteAsync(HttpContext context, string name)
    {
        var id = ResponseId.Parse(name);
        await FindAsync(context, id);
        var head = await CallAsync(context, id, c => c.ReadAsync(null));
        if (head.Turns > 1 || head.CreationHash != CreatedForResponse)
        {
            throw new MeshException(
                MeshErrorCode.Conflict, "response_in_conversation", $"The response is a turn of conversation '{id.Conversation}', which keeps its turns. Delete that as a whole: ConversationService.DeleteConversation, 'mesh conversations delete'.", "id");
        }

        await CallAsync(context, id, c => c.DeleteAsync());
        await WriteAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("id", name);
            json.WriteString("object", "response");
            json.WriteBoolean("deleted", true);
            json.WriteEndObject();
        });
    }

    private Task<TurnRecord> FindAsync(HttpContext context, ResponseId id) =>
        CallAsync(context, id, c => c.FindTurnAsync(id.Turn));

    private Task<T> CallAsync<T>(HttpContext context, ResponseId id, Func<IConversationGrain, Task<T>> call) => grains.CallAsync(context.Caller(), id.Conversation, call);

    private static TurnRequest Request(HttpContext context, ResponsesRequest asked, ResponseId id, ReadOnlyMemory<byte> body) => new()
    {
        TurnId = id.Turn,
        Hash = Convert.ToHexStringLower(SHA256.HashData(body.Span)),
        Kind = asked.Previous is null ? TurnKind.Send : TurnKind.Follow,
        Follows = asked.Previous?.Turn,
        Query = new RouteQuery { Target = asked.Model, Class = CallerClass.Of(context.Request), MayRaiseClass = context.Caller().Has("critical") }.With(context.Request, context.Caller()),
        Chat = asked.Chat,
        Instructions = asked.Instructions,
        Detached = asked.Background,
        Timeout = CallerTimeout.Of(context.Request),
        Accepts = asked.Stream ? CallerAccepts.Of(context.Request) : Contracts.Chat.CallerSignals.None,
        Metadata = asked.Metadata,
    };

    private async Task TellAsync(HttpContext context, ResponseId id, ToldTurn told, ResponsesRequest asked, bool isKept)
    {
        if (asked.Stream)
        {
            await StreamAsync(context, id, told, isKept, after: -1);
            return;
        }

        TurnRecord? ended = null;
        var output = new ResponseOutput(id);
        await foreach (var frame in told.Frames)
        {
            _ = output.Take(frame.Event).Count();
            ended = (frame.Event as TurnOver)?.Turn;
        }

        // A call that waits for its answer is told of a failure as any other call; what is kept can be asked for.
        var turn = ended! with { Request = told.Turn.Request };
        await WriteAsync(context, id, turn.State is TurnState.Committed or TurnState.Cancelled ? turn : throw new MeshException(turn.Error!), output, isKept);
    }

    private async Task StreamAsync(HttpContext context, ResponseId id, ToldTurn told, bool isKept, long after)
    {
        BeginStream(context);
        var events = new ResponseEvents(id, told.Turn, isKept, after);
        using var watch = writes.Over(context, () => s_noDeadline, () => { });
        await SendAsync(context, watch, events.Begin());
        await using var frames = told.Frames.GetAsyncEnumerator(context.RequestAborted);
        while (await SignsOfLife.WaitAsync(frames.MoveNextAsync(), time, () => SendAsync(context, watch, s_keepAlive), context.RequestAborted))
        {
            await SendAsync(context, watch, events.Of(frames.Current));
        }
    }

    // The turn waits behind another one, and is not kept yet.
    private async Task WaitAsync(HttpContext context)
    {
        BeginStream(context);
        using var watch = writes.Over(context, () => s_noDeadline, () => { });
        await SendAsync(context, watch, s_keepAlive);
    }

    private static void BeginStream(HttpContext context)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            context.Response.Headers.CacheControl = "no-cache";
            context.Response.Headers["x-accel-buffering"] = "no";
        }
    }

    private static async Task SendAsync(HttpContext context, WriteWatch watch, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > 0)
        {
            await watch.WatchAsync(context.Response.Body.WriteAsync(bytes, context.RequestAborted));
            await watch.WatchAsync(context.Response.Body.FlushAsync(context.RequestAborted));
        }
    }

    private static Task WriteAsync(HttpContext context, ResponseId id, TurnRecord turn)
    {
        var output = new ResponseOutput(id);
        foreach (var said in TurnReplay.Of(turn))
        {
            _ = output.Take(said).Count();
        }

        return WriteAsync(context, id, turn, output, isKept: true);
    }

    private static Task WriteAsync(HttpContext context, ResponseId id, TurnRecord turn, ResponseOutput output, bool isKept) =>
        WriteAsync(context, json => ResponseObject.Write(json, id, turn, output.Items, isKept));

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        await using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = buffer.WrittenCount;
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    private static string? Key(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(IdempotencyKey, out var values))
        {
            return null;
        }

        return values is [{ Length: > 0 and <= LongestKey } key] ? key : throw JsonFields.Invalid(IdempotencyKey, $"'{IdempotencyKey}' must be one text of 1 to {LongestKey} characters.");
    }

    private static long StartingAfter(HttpRequest request) => request.Query["starting_after"].ToString() is not { Length: > 0 } text
        ? -1
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw JsonFields.Invalid("starting_after", "'starting_after' must be the sequence_number of an event.");
}
