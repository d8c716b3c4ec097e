using System.Runtime.CompilerServices;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Client.Errors;
using Mesh.Client.Requests;
using Mesh.Client.Transport;
using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Conversations;

/// <summary>
/// Conversations that the mesh keeps. May be used by many threads at once. Every call may throw a <see cref="MeshClientException"/>. What creates
/// something has an id before it is sent, so that the same call again is one.
/// </summary>
public sealed class MeshConversationClient
{
    private const int PageSize = 100;
    private readonly V1.ConversationService.ConversationServiceClient _service;
    private readonly MeshClientOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Makes one over a raw client, whose channel stays its owner's.</summary>
    /// <param name="service">The raw client.</param>
    /// <param name="options">The options; address and key are the raw client's already.</param>
    /// <param name="time">The clock for deadlines and waits; null for the system's.</param>
    public MeshConversationClient(V1.ConversationService.ConversationServiceClient service, MeshClientOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(options);
        MeshClientOptionsCheck.ThrowIfWrong(options);
        (_service, _options, _time) = (service, options, time ?? TimeProvider.System);
    }

    /// <summary>Creates a conversation; gives the one that is there when it was created so before.</summary>
    /// <param name="request">Its settings; an id is put in where it has none.</param>
    /// <param name="cancellationToken">Ends the call; it may be created all the same.</param>
    public Task<V1.Conversation> CreateAsync(V1.CreateConversationRequest? request = null, CancellationToken cancellationToken = default)
    {
        request ??= new V1.CreateConversationRequest();
        request.Id = request.Id.Length > 0 ? request.Id : NewId();
        return AskAsync(o => _service.CreateConversationAsync(request, o), cancellationToken);
    }

    /// <summary>Reads a conversation.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="seenVersion">The version that the caller has seen: where less is kept, that is an error (<c>conversation_regressed</c>).</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<V1.Conversation> GetAsync(string id, long seenVersion = 0, CancellationToken cancellationToken = default) =>
        AskAsync(o => _service.GetConversationAsync(new V1.GetConversationRequest { Id = id, SeenVersion = seenVersion }, o), cancellationToken);

    /// <summary>Lists the tenant's conversations, the last changed first; reads on as it is read.</summary>
    /// <param name="metadata">Names and values that they all must have; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<V1.Conversation> ListAsync(IReadOnlyDictionary<string, string>? metadata = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new V1.ListConversationsRequest { PageSize = PageSize };
        foreach (var (name, value) in metadata ?? new Dictionary<string, string>())
        {
            request.Metadata.Add(name, value);
        }

        do
        {
            var page = await AskAsync(o => _service.ListConversationsAsync(request, o), cancellationToken);
            foreach (var conversation in page.Conversations)
            {
                yield return conversation;
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }

    /// <summary>Changes a conversation's settings. Not to be sent again when its outcome is not known, unless it names no expected version.</summary>
    public Task<V1.Conversation> UpdateAsync(V1.UpdateConversationRequest request, CancellationToken cancellationToken = default) =>
        AskAsync(o => _service.UpdateConversationAsync(request, o), cancellationToken);

    /// <summary>Deletes a conversation for good; gives how many turns went.</summary>
    public async Task<long> DeleteAsync(string id, CancellationToken cancellationToken = default) =>
        (await AskAsync(o => _service.DeleteConversationAsync(new V1.DeleteConversationRequest { Id = id }, o), cancellationToken)).TurnsRemoved;

    /// <summary>Creates a conversation that begins with another one's turns.</summary>
    /// <param name="id">The conversation to copy from.</param>
    /// <param name="turn">The last turn to copy, by number; 0 for the last.</param>
    /// <param name="newId">The new conversation's id; null for one of its own, and then the same call again is another copy.</param>
    /// <param name="title">Its title; null for the same.</param>
    /// <param name="cancellationToken">Ends the call; the copy may be made all the same, or half: the same call goes on with it.</param>
    public Task<V1.Conversation> ForkAsync(string id, long turn = 0, string? newId = null, string? title = null, CancellationToken cancellationToken = default) =>
        AskAsync(o => _service.ForkConversationAsync(new V1.ForkConversationRequest { Id = id, Turn = turn, NewId = newId ?? NewId(), Title = title ?? "" }, o), cancellationToken);

    /// <summary>Everything that is kept of a conversation, a JSON object a line: itself, then its turns by number.</summary>
    public async IAsyncEnumerable<string> ExportAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var call = _service.ExportConversation(new V1.ExportConversationRequest { Id = id }, Call(cancellationToken));
        while (await NextAsync(call.ResponseStream, cancellationToken))
        {
            // A piece holds whole lines.
            foreach (var line in Encoding.UTF8.GetString(call.ResponseStream.Current.JsonLines.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                yield return line;
            }
        }
    }

    /// <summary>
    /// Sends a turn and gives its answer as it comes, each piece once: a lost connection is taken up at the frame after the last that came. An
    /// update with a <see cref="Answers.MeshTakeOverContent"/> that is a reset voids what came before it, as
    /// <see cref="Answers.MeshUpdateExtensions.AddOrClear"/> and <see cref="Answers.MeshUpdateExtensions.ToMeshResponseAsync"/> do.
    /// </summary>
    /// <param name="id">The conversation.</param>
    /// <param name="messages">The new messages: a user's, or tools' answers to the calls of the turn before.</param>
    /// <param name="options">Who is to answer, with which tools and settings; the conversation's own route where it names nobody.</param>
    /// <param name="turn">How it is sent; null for a turn of its own each time.</param>
    /// <param name="cancellationToken">Ends the reading. The turn ends 15 s later unless it is detached or somebody else reads it.</param>
    public IAsyncEnumerable<ChatResponseUpdate> SendAsync(string id, IEnumerable<ChatMessage> messages, ChatOptions? options = null, MeshTurnOptions? turn = null, CancellationToken cancellationToken = default)
    {
        turn ??= new MeshTurnOptions();
        var request = new V1.SendTurnRequest { ConversationId = id, Chat = Chat(id, messages, options), Options = Options(turn) };
        return ReadAsync(id, turn, o => _service.SendTurn(request, o), options, null, cancellationToken);
    }

    /// <summary>Puts other messages in a turn's place and gives their answer: a new branch, on which the conversation goes on.</summary>
    /// <param name="id">The conversation.</param>
    /// <param name="number">The number of the turn in whose place they stand.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="options">As in <see cref="SendAsync"/>.</param>
    /// <param name="turn">As in <see cref="SendAsync"/>.</param>
    /// <param name="cancellationToken">As in <see cref="SendAsync"/>.</param>
    public IAsyncEnumerable<ChatResponseUpdate> EditAsync(string id, long number, IEnumerable<ChatMessage> messages, ChatOptions? options = null, MeshTurnOptions? turn = null, CancellationToken cancellationToken = default)
    {
        turn ??= new MeshTurnOptions();
        var request = new V1.EditTurnRequest { ConversationId = id, Turn = number, Chat = Chat(id, messages, options), Options = Options(turn) };
        return ReadAsync(id, turn, o => _service.EditTurn(request, o), options, null, cancellationToken);
    }

    /// <summary>Puts another answer in a turn's place: a new branch, on which the conversation goes on.</summary>
    /// <param name="id">The conversation.</param>
    /// <param name="number">The number of the turn in whose place it stands.</param>
    /// <param name="options">As in <see cref="SendAsync"/>.</param>
    /// <param name="turn">As in <see cref="SendAsync"/>.</param>
    /// <param name="cancellationToken">As in <see cref="SendAsync"/>.</param>
    public IAsyncEnumerable<ChatResponseUpdate> RegenerateAsync(string id, long number, ChatOptions? options = null, MeshTurnOptions? turn = null, CancellationToken cancellationToken = default)
    {
        turn ??= new MeshTurnOptions();
        var request = new V1.RegenerateTurnRequest { ConversationId = id, Turn = number, Chat = Chat(id, [], options), Options = Options(turn) };
        return ReadAsync(id, turn, o => _service.RegenerateTurn(request, o), options, null, cancellationToken);
    }

    /// <summary>Takes up a turn that somebody sent, wherever it runs.</summary>
    /// <param name="id">The conversation.</param>
    /// <param name="turnId">The turn's id.</param>
    /// <param name="from">The first frame wanted, one after the last that came; null for all of them.</param>
    /// <param name="resumeFor">How long it is tried for when it is lost; null for a minute.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<ChatResponseUpdate> ResumeAsync(string id, string turnId, V1.TurnPosition? from = null, TimeSpan? resumeFor = null, CancellationToken cancellationToken = default)
    {
        var turn = new MeshTurnOptions { TurnId = turnId };
        return ReadAsync(id, resumeFor is { } longest ? turn with { ResumeFor = longest } : turn, null, null, from, cancellationToken);
    }

    /// <summary>Reads a turn.</summary>
    public Task<V1.Turn> GetTurnAsync(string id, string turnId, CancellationToken cancellationToken = default) =>
        AskAsync(o => _service.GetTurnAsync(new V1.GetTurnRequest { ConversationId = id, TurnId = turnId }, o), cancellationToken);

    /// <summary>Lists turns by number, those on other branches and those that did not end well included; reads on as it is read.</summary>
    public async IAsyncEnumerable<V1.Turn> ListTurnsAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new V1.ListTurnsRequest { ConversationId = id, PageSize = PageSize };
        do
        {
            var page = await AskAsync(o => _service.ListTurnsAsync(request, o), cancellationToken);
            foreach (var turn in page.Turns)
            {
                yield return turn;
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }

    /// <summary>Ends a turn that runs; gives it as it is then.</summary>
    public Task<V1.Turn> CancelTurnAsync(string id, string turnId, CancellationToken cancellationToken = default) =>
        AskAsync(o => _service.CancelTurnAsync(new V1.CancelTurnRequest { ConversationId = id, TurnId = turnId }, o), cancellationToken);

    /// <summary>The conversation as a chat client that is given new messages alone: the mesh keeps the history.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="turns">Makes the options of each turn; null for turns of their own.</param>
    public IChatClient AsChatClient(string id, Func<MeshTurnOptions>? turns = null) => new ConversationChatClient(this, id, turns ?? (() => new MeshTurnOptions()), new Uri(_options.Address));

    private static string NewId() => Guid.NewGuid().ToString("N");

    private static V1.TurnOptions Options(MeshTurnOptions turn)
    {
        var options = new V1.TurnOptions
        {
            TurnId = turn.TurnId,
            Detached = turn.Detached,
            Timeout = turn.Timeout is { } longest ? Duration.FromTimeSpan(longest) : null,
            Accepts = { V1.Signal.Reset, V1.Signal.Splice, V1.Signal.Progress },
        };
        if (turn.ExpectedVersion is { } version)
        {
            options.ExpectedVersion = version;
        }

        return options;
    }

    // The id is what pipelines give back of the answer before.
    private V1.ChatRequest Chat(string id, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        if (options?.ConversationId == id)
        {
            options = options.Clone();
            options.ConversationId = null;
        }

        return ChatRequestMapping.Map(AsChatClient(id), messages, options, "");
    }

    private async IAsyncEnumerable<ChatResponseUpdate> ReadAsync(
        string id, MeshTurnOptions turn, Func<CallOptions, AsyncServerStreamingCall<V1.TurnFrame>>? send, ChatOptions? options, V1.TurnPosition? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var answer = new TurnAnswer(id, options?.Reasoning?.Output is not ReasoningOutput.None);
        var stream = new TurnStream(_service, id, turn, send, _options, _time) { Next = from };
        await foreach (var frame in stream.ReadAsync(cancellationToken))
        {
            foreach (var update in answer.Take(frame))
            {
                yield return update;
            }
        }
    }

    private CallOptions Call(CancellationToken cancellationToken) => new(deadline: MeshTransport.Deadline(_options.Timeout, _time), cancellationToken: cancellationToken);

    private async Task<T> AskAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask(Call(cancellationToken));
        }
        catch (RpcException e)
        {
            throw RpcErrors.Translate(e, began: false, _options.Address, cancellationToken);
        }
    }

    private async Task<bool> NextAsync<T>(IAsyncStreamReader<T> pieces, CancellationToken cancellationToken)
    {
        try
        {
            return await pieces.MoveNext(cancellationToken);
        }
        catch (RpcException e)
        {
            throw RpcErrors.Translate(e, began: false, _options.Address, cancellationToken);
        }
    }
}
