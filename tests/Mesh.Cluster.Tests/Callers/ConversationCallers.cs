using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Cluster.Tests.Processes;
using Mesh.Testing.Histories;
using MeshSilo.V1;

namespace Mesh.Cluster.Tests.Callers;

/// <summary>
/// Clients of conversations, one for each: they send turn after turn through whichever door comes next, send a turn again under its id until
/// they know that it is kept, read now and then, and write down all they did and learnt.
/// </summary>
public sealed class ConversationCallers : IAsyncDisposable
{
    private const int ReadsOneIn = 4;
    private const int PageSize = 256;
    private static readonly TimeSpan s_call = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource _end = new();
    private readonly GrpcChannel[] _doors;
    private readonly string[] _conversations;
    private readonly HistoryWriter _history;
    private Task _calling = Task.CompletedTask;
    private long _operations;
    private int _next;

    /// <summary>Clients that have not begun yet.</summary>
    /// <param name="doors">Addresses of gRPC doors.</param>
    /// <param name="conversations">Ids of the conversations, which are new.</param>
    /// <param name="history">Where they write.</param>
    public ConversationCallers(IEnumerable<string> doors, IEnumerable<string> conversations, HistoryWriter history)
    {
        (_conversations, _history) = ([.. conversations], history);
        _doors = [.. doors.Select(url => GrpcChannel.ForAddress(url, new GrpcChannelOptions
        {
            // A silo that hangs is left for another one's door soon.
            HttpHandler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2), EnableMultipleHttp2Connections = true, KeepAlivePingDelay = TimeSpan.FromSeconds(2), KeepAlivePingTimeout = TimeSpan.FromSeconds(2) },
        }))];
    }

    /// <summary>Operations that have ended.</summary>
    public long Operations => Interlocked.Read(ref _operations);

    /// <summary>Begins.</summary>
    public void Begin() => _calling = Task.WhenAll(_conversations.Select(CallAsync));

    /// <summary>Ends; then everything that is kept is read.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _calling;
        await Task.WhenAll(_conversations.Select(conversation => UntilDoneAsync(() => FinalAsync(conversation))));
        _history.Flush();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _calling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var door in _doors)
        {
            door.Dispose();
        }

        _end.Dispose();
    }

    private async Task CallAsync(string conversation)
    {
        await UntilDoneAsync(() => CreateAsync(conversation));
        for (var number = 1; !_end.IsCancellationRequested; number++)
        {
            var turn = $"{conversation}-{number}";
            await UntilDoneAsync(() => SendAsync(conversation, turn));
            if (number % ReadsOneIn == 0 && !_end.IsCancellationRequested)
            {
                await ReadAsync(conversation);
            }
        }
    }

    // Also past the end: what was sent is sent until its outcome is known.
    private static async Task UntilDoneAsync(Func<Task<bool>> operation)
    {
        for (var began = Stopwatch.GetTimestamp(); !await operation() && Stopwatch.GetElapsedTime(began) < s_patience;)
        {
            await Task.Delay(s_again);
        }
    }

    private Task<bool> CreateAsync(string conversation) => DoAsync(conversation, OperationKind.Create, "", async service =>
    {
        await service.CreateConversationAsync(new CreateConversationRequest { Id = conversation, Route = "quick" }, deadline: Deadline());
        return o => o;
    });

    private Task<bool> SendAsync(string conversation, string turn) => DoAsync(conversation, OperationKind.Send, turn, async service =>
    {
        var request = new SendTurnRequest
        {
            ConversationId = conversation,
            Chat = new ChatRequest { Messages = { new Message { Role = Role.User, Parts = { new Part { Text = turn } } } } },
            Options = new TurnOptions { TurnId = turn },
        };
        using var call = service.SendTurn(request, deadline: Deadline());
        Turn? over = null;
        await foreach (var frame in call.ResponseStream.ReadAllAsync())
        {
            over = frame.Over ?? over;
        }

        return over is { State: TurnState.Committed } ? o => o with { Version = over.Version, Attempt = over.Attempt } : null;
    });

    private Task<bool> ReadAsync(string conversation) => DoAsync(conversation, OperationKind.Read, "", async service =>
    {
        var read = await service.GetConversationAsync(new GetConversationRequest { Id = conversation }, deadline: Deadline());
        return o => o with { Version = read.Version, Digest = read.Digest };
    });

    private Task<bool> FinalAsync(string conversation) => DoAsync(conversation, OperationKind.Final, "", service => ListAsync(service, conversation));

    private static async Task<Func<OperationRecord, OperationRecord>?> ListAsync(ConversationService.ConversationServiceClient service, string conversation)
    {
        var turns = new List<Turn>();
        var request = new ListTurnsRequest { ConversationId = conversation, PageSize = PageSize };
        do
        {
            var page = await service.ListTurnsAsync(request, deadline: Deadline());
            turns.AddRange(page.Turns);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        var read = await service.GetConversationAsync(new GetConversationRequest { Id = conversation }, deadline: Deadline());
        ListedTurn[] list = [.. turns.Where(t => t.State == TurnState.Committed).OrderBy(t => t.Version).Select(t => new ListedTurn(t.TurnId, "", t.Version, t.Attempt))];

        return read.Version == list.Length ? o => o with { Version = read.Version, Digest = read.Digest, List = list } : null;
    }

    // Done when the caller learnt what it wanted; anything else may have happened, or may yet.
    private async Task<bool> DoAsync(string conversation, OperationKind kind, string turn, Func<ConversationService.ConversationServiceClient, Task<Func<OperationRecord, OperationRecord>?>> call)
    {
        var door = _doors[(int)((uint)Interlocked.Increment(ref _next) % _doors.Length)];
        var operation = new OperationRecord
        {
            Kind = kind,
            Conversation = conversation,
            Session = conversation,
            Turn = turn,
            Invoked = Stopwatch.GetTimestamp(),
            Ended = 0,
            Result = OperationResult.Unknown,
        };
        try
        {
            if (await call(new ConversationService.ConversationServiceClient(door)) is { } learnt)
            {
                operation = learnt(operation) with { Result = OperationResult.Done };
            }
        }
        catch (RpcException)
        {
            // What it came to is not known.
        }

        _history.Add(operation with { Ended = Stopwatch.GetTimestamp() });
        Interlocked.Increment(ref _operations);
        return operation.Result == OperationResult.Done;
    }

    private static DateTime Deadline() => DateTime.UtcNow + s_call;
}
