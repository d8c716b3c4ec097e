namespace Mesh.Testing.Histories;

/// <summary>
/// Checks the history of one conversation in O(n log n). Every turn has its own id and is told its version, and every read its version,
/// so nothing need be searched for: a history is linearizable exactly when no two operations contradict each other in time.
/// </summary>
public static class HistoryChecker
{
    /// <summary>Everything that is wrong with a history; empty when nothing is.</summary>
    public static IReadOnlyList<HistoryViolation> Check(ConversationHistory history)
    {
        var check = new Findings(history.Conversation);
        var turns = Turns(history, check);
        OneVersionEach(turns.Values, check);
        var final = history.Operations.FirstOrDefault(o => o is { Kind: OperationKind.Final, Result: OperationResult.Done });
        if (final?.List is { } list)
        {
            new FinalList(list, turns, check).Check();
        }

        Cancellations(turns.Values, check);
        OrderCheck.Run([.. turns.Values.Where(t => t is { Version: > 0, Sent: not null })], check);
        ReadCheck.Run(history, final, turns.Values, check);
        PresenceCheck.Run(history, check);
        return check.All;
    }

    private static Dictionary<(string, string), TurnSpan> Turns(ConversationHistory history, Findings check)
    {
        var turns = new Dictionary<(string, string), TurnSpan>();
        foreach (var operation in history.Operations.Where(o => o.Kind is OperationKind.Send or OperationKind.Lookup))
        {
            var key = (operation.Turn, operation.Content);
            if (!turns.TryGetValue(key, out var span))
            {
                turns[key] = span = new TurnSpan(operation.Turn, operation.Content);
            }

            if (span.Add(operation) is { } other)
            {
                check.Add(ViolationKind.OtherAnswer, $"turn {operation.Turn} was acknowledged as two things", operation, other);
            }
        }

        var cancelled = history.Operations.Where(o => o is { Kind: OperationKind.Cancel, Result: OperationResult.Done }).DistinctBy(o => o.Turn).ToDictionary(o => o.Turn, StringComparer.Ordinal);
        foreach (var span in turns.Values)
        {
            span.Cancelled = cancelled.GetValueOrDefault(span.Turn);
        }

        return turns;
    }

    private static void OneVersionEach(IEnumerable<TurnSpan> turns, Findings check)
    {
        var taken = new Dictionary<long, TurnSpan>();
        foreach (var turn in turns.Where(t => t.Version > 0))
        {
            if (!taken.TryAdd(turn.Version, turn))
            {
                check.Add(ViolationKind.DoubledVersion, $"version {turn.Version} is both {taken[turn.Version].Turn} and {turn.Turn}", turn.Acknowledged, taken[turn.Version].Acknowledged);
            }
        }
    }

    private static void Cancellations(IEnumerable<TurnSpan> turns, Findings check)
    {
        foreach (var turn in turns.Where(t => t is { Cancelled: not null, Acknowledged: not null }))
        {
            check.Add(ViolationKind.CancelledTurnKept, $"turn {turn.Turn} was said to be cancelled and to be committed", turn.Acknowledged, turn.Cancelled);
        }
    }
}
