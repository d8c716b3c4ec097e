using Mesh.Contracts.Access;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>From the proto's turns to the contracts'.</summary>
internal static class TurnRequestMapping
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(30);

    /// <summary>A turn that follows the last one.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field; permission_denied for a vendor field without the scope.</exception>
    public static TurnRequest Send(V1.SendTurnRequest request, CallerIdentity caller, TimeProvider time) => Map(TurnKind.Send, 0, request.Input, request.Options, caller, time);

    /// <summary>One in another's place.</summary>
    /// <exception cref="MeshException">As at <see cref="Send"/>.</exception>
    public static TurnRequest Edit(V1.EditTurnRequest request, CallerIdentity caller, TimeProvider time) => Map(TurnKind.Edit, Target(request.Turn), request.Input, request.Options, caller, time);

    /// <summary>Another answer in a turn's place.</summary>
    /// <exception cref="MeshException">As at <see cref="Send"/>.</exception>
    public static TurnRequest Regenerate(V1.RegenerateTurnRequest request, CallerIdentity caller, TimeProvider time) => request.Input is { Messages.Count: > 0 }
        ? throw Fields.Invalid("input.messages", "'input.messages' must be empty: the turn's own messages are answered anew. Use EditTurn for others.")
        : Map(TurnKind.Regenerate, Target(request.Turn), request.Input ?? new V1.TurnInput(), request.Options, caller, time);

    private static TurnRequest Map(TurnKind kind, long target, V1.TurnInput? input, V1.TurnOptions? options, CallerIdentity caller, TimeProvider time)
    {
        if (input is null || (input.Messages.Count == 0 && kind != TurnKind.Regenerate))
        {
            throw Fields.Invalid("input.messages", "'input.messages' must hold at least one message.");
        }

        options ??= new V1.TurnOptions();
        var accepted = SignalMapping.Accepted(options.Accepts);
        var (chat, query) = Chat(input, caller);
        var wrong = chat.Messages.Select((m, i) => (m, i)).FirstOrDefault(m => m.m.Role is ChatRole.System or ChatRole.Developer);
        return wrong.m is null
            ? new TurnRequest
            {
                TurnId = ConversationFields.TurnId(options.TurnId, "options.turn_id", time),
                Hash = ConversationFields.Hash(new V1.EditTurnRequest { Turn = target, Input = input, ConversationId = kind.ToString() }),
                Kind = kind,
                Target = target,
                ExpectedVersion = options.HasExpectedVersion ? Version(options.ExpectedVersion) : null,
                Query = query,
                Chat = chat,
                Detached = options.Detached,
                Timeout = Timeout(options.Timeout?.ToTimeSpan()),
                Accepts = SignalMapping.ToContract(accepted) | CallerSignals.Reset,
            }
            : throw Fields.Invalid($"input.messages[{wrong.i}].role", $"'input.messages[{wrong.i}].role' must be a user's, an assistant's or a tool's. Instructions belong to the conversation: UpdateConversation.");
    }

    private static (ChatRequest Chat, RouteQuery Query) Chat(V1.TurnInput input, CallerIdentity caller)
    {
        try
        {
            return ChatMapping.ToTurn(Chat(input), caller);
        }
        catch (MeshException e) when (e.Error.Field is { } field)
        {
            // The same fields, under the name that they have here.
            throw new MeshException(e.Error with { Field = Renamed(field), Message = Renamed(e.Error.Message) });
        }
    }

    private static string Renamed(string text) => text.Replace("chat.", "input.", StringComparison.Ordinal);

    private static V1.ChatRequest Chat(V1.TurnInput input)
    {
        var chat = new V1.ChatRequest
        {
            Model = input.Model,
            ToolChoice = input.ToolChoice,
            ResponseFormat = input.ResponseFormat,
            Settings = input.Settings,
            ExtraParametersJson = input.ExtraParametersJson,
            MaxCostUsd = input.MaxCostUsd,
            Prefer = input.Prefer,
            WorkClass = input.WorkClass,
        };
        chat.FallbackModels.AddRange(input.FallbackModels);
        chat.Messages.AddRange(input.Messages);
        chat.Tools.AddRange(input.Tools);
        return chat;
    }

    private static long Target(long turn) => turn >= 1 ? turn : throw Fields.Invalid("turn", "'turn' must be the number of a turn, from 1.");

    private static long Version(long version) => version >= 0 ? version : throw Fields.Invalid("options.expected_version", "'options.expected_version' must not be negative.");

    private static TimeSpan? Timeout(TimeSpan? timeout) => timeout is null || (timeout > TimeSpan.Zero && timeout <= s_longest)
        ? timeout
        : throw Fields.Invalid("options.timeout", $"'options.timeout' must be above 0 and at most {s_longest.TotalMinutes} minutes, or left out.");
}
