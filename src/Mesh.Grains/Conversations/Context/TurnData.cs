using Mesh.Contracts.Conversations;
using Mesh.Routing.Signals.Data;

namespace Mesh.Grains.Conversations.Context;

/// <summary>Data classes of a conversation: what a turn was told stays with all turns that follow it, since their prompts hold it too.</summary>
internal static class TurnData
{
    /// <summary>Classes with those of a turn and of everything before it.</summary>
    public static IReadOnlyList<string> Join(IReadOnlyList<string> classes, TurnRecord? turn) =>
        turn is null ? classes : DataGate.Join(classes, DataGate.Join(turn.Request.Query.Data, turn.Answer?.Prompt?.Data ?? []));

    /// <summary>Classes of several turns.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<TurnRecord> turns) => turns.Aggregate((IReadOnlyList<string>)[], Join);
}
