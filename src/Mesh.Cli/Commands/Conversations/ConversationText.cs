using System.Globalization;
using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Conversations;

/// <summary>Conversations and turns as commands show them.</summary>
internal static class ConversationText
{
    /// <summary>A conversation for JSON.</summary>
    public static object Plain(V1.Conversation conversation) => new
    {
        conversation.Id,
        conversation.Title,
        conversation.Metadata,
        conversation.Instructions,
        conversation.PinnedFacts,
        conversation.Route,
        conversation.Version,
        conversation.Turns,
        conversation.LastTurn,
        runningTurn = conversation.RunningTurnId.Length > 0 ? conversation.RunningTurnId : null,
        createdAt = conversation.CreatedAt?.ToDateTimeOffset(),
        updatedAt = conversation.UpdatedAt?.ToDateTimeOffset(),
        conversation.CostUsd,
    };

    /// <summary>A turn for JSON.</summary>
    public static object Plain(V1.Turn turn) => new
    {
        id = turn.TurnId,
        turn.Number,
        parent = turn.Parent > 0 ? turn.Parent : (long?)null,
        state = State(turn),
        turn.Attempt,
        turn.Version,
        said = Said(turn.Messages),
        answer = turn.Answer is { } answer ? Said([answer]) : null,
        turn.FinishReason,
        turn.Model,
        turn.Endpoint,
        turn.CostUsd,
        error = turn.Error is { } error ? new { error.Code, error.Reason, error.Message } : null,
        acceptedAt = turn.AcceptedAt?.ToDateTimeOffset(),
        endedAt = turn.EndedAt?.ToDateTimeOffset(),
    };

    /// <summary>How far a turn has got, in a word.</summary>
    public static string State(V1.Turn turn) => turn.State.ToString().ToLowerInvariant();

    /// <summary>The texts of messages.</summary>
    public static string Said(IEnumerable<V1.Message> messages) => string.Join('\n', messages.SelectMany(m => m.Parts).Select(p => p.Text).Where(t => t.Length > 0));

    /// <summary>A time in a table.</summary>
    public static string Time(Google.Protobuf.WellKnownTypes.Timestamp? time) => time?.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "?";

    /// <summary>Writes a conversation that was made.</summary>
    public static async Task<int> WriteMadeAsync(Terminal terminal, V1.Conversation conversation, bool json)
    {
        if (json)
        {
            await JsonText.WriteAsync(terminal, Plain(conversation));
        }
        else
        {
            // The id alone goes into a pipe: it is what the next command needs.
            await terminal.Out.WriteLineAsync(terminal.ForOutput(conversation.Id));
        }

        return ExitCode.Ok;
    }
}
