using Google.Protobuf.WellKnownTypes;
using Mesh.Contracts.Access;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>From the proto's turns to the contracts'.</summary>
internal static class TurnRequestMapping
{
    private const int LongestSeconds = 1800;

    /// <summary>A turn that follows the last one.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field; permission_denied for a vendor field without the scope.</exception>
    public static TurnRequest Send(V1.SendTurnRequest request, CallerIdentity caller, TimeProvider time) => Map(TurnKind.Send, 0, request.Chat, request.Options, caller, time);

    /// <summary>One in another's place.</summary>
    /// <exception cref="MeshException">As at <see cref="Send"/>.</exception>
    public static TurnRequest Edit(V1.EditTurnRequest request, CallerIdentity caller, TimeProvider time) => Map(TurnKind.Edit, Target(request.Turn), request.Chat, request.Options, caller, time);

    /// <summary>Another answer in a turn's place.</summary>
    /// <exception cref="MeshException">As at <see cref="Send"/>.</exception>
    public static TurnRequest Regenerate(V1.RegenerateTurnRequest request, CallerIdentity caller, TimeProvider time) => request.Chat is { Messages.Count: > 0 }
        ? throw Fields.Invalid("chat.messages", "'chat.messages' must be empty: the turn's own messages are answered anew. Use EditTurn for others.")
        : Map(TurnKind.Regenerate, Target(request.Turn), request.Chat ?? new V1.ChatRequest(), request.Options, caller, time);

    private static TurnRequest Map(TurnKind kind, long target, V1.ChatRequest? asked, V1.TurnOptions? options, CallerIdentity caller, TimeProvider time)
    {
        if (asked is null || (asked.Messages.Count == 0 && kind != TurnKind.Regenerate))
        {
            throw Fields.Invalid("chat.messages", "'chat.messages' must hold at least one message.");
        }

        options ??= new V1.TurnOptions();
        var accepted = SignalMapping.Accepted(options.Accepts);
        var (chat, query) = ChatMapping.ToTurn(asked, caller);
        var wrong = chat.Messages.Select((m, i) => (m, i)).FirstOrDefault(m => m.m.Role is ChatRole.System or ChatRole.Developer);
        return wrong.m is null
            ? new TurnRequest
            {
                TurnId = ConversationFields.TurnId(options.TurnId, "options.turn_id", time),
                Hash = ConversationFields.Hash(new V1.EditTurnRequest { Turn = target, Chat = asked, ConversationId = kind.ToString() }),
                Kind = kind,
                Target = target,
                ExpectedVersion = options.HasExpectedVersion ? Version(options.ExpectedVersion) : null,
                Query = query,
                Chat = chat,
                Detached = options.Detached,
                Timeout = Timeout(options.Timeout),
                Accepts = SignalMapping.ToContract(accepted) | CallerSignals.Reset,
            }
            : throw Fields.Invalid($"chat.messages[{wrong.i}].role", $"'chat.messages[{wrong.i}].role' must be a user's, an assistant's or a tool's. Instructions belong to the conversation: UpdateConversation.");
    }

    private static long Target(long turn) => turn >= 1 ? turn : throw Fields.Invalid("turn", "'turn' must be the number of a turn, from 1.");

    private static long Version(long version) => version >= 0 ? version : throw Fields.Invalid("options.expected_version", "'options.expected_version' must not be negative.");

    // Looked at before it is turned into a time, which not every number of seconds can be.
    private static TimeSpan? Timeout(Duration? timeout) => timeout is null
        ? null
        : timeout is { Seconds: >= 0 and <= LongestSeconds, Nanos: >= 0 and < 1_000_000_000 } && timeout.ToTimeSpan() is var time && time > TimeSpan.Zero
            ? time
            : throw Fields.Invalid("options.timeout", $"'options.timeout' must be above 0 and at most {LongestSeconds} s, or left out.");
}
