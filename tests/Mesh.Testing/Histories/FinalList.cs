namespace Mesh.Testing.Histories;

/// <summary>Holds what is kept at the end against what was acknowledged, refused and cancelled.</summary>
internal sealed class FinalList(IReadOnlyList<ListedTurn> list, Dictionary<(string, string), TurnSpan> turns, Findings check)
{
    public void Check()
    {
        var kept = new HashSet<string>(StringComparer.Ordinal);
        var keptTurns = new HashSet<TurnSpan>();
        for (var i = 0; i < list.Count; i++)
        {
            var entry = list[i];
            if (entry.Version != i + 1)
            {
                check.Add(ViolationKind.VersionGap, $"entry {i + 1} of the final list, turn {entry.Turn}, has version {entry.Version}");
            }

            if (!kept.Add(entry.Turn))
            {
                check.Add(ViolationKind.DoubledTurn, $"turn {entry.Turn} is kept twice, the second time as version {entry.Version}");
            }
            else if (Asked(entry) is { } turn)
            {
                keptTurns.Add(turn);
                Compare(entry, turn);
            }
        }

        foreach (var turn in turns.Values.Where(t => t.Acknowledged is not null && !keptTurns.Contains(t)))
        {
            check.Add(ViolationKind.LostTurn, $"turn {turn.Turn} was acknowledged as version {turn.Version} and is not kept", turn.Acknowledged);
        }
    }

    private TurnSpan? Asked(ListedTurn entry)
    {
        if (!turns.TryGetValue((entry.Turn, entry.Content), out var turn) || (turn.Sent ?? turn.Refused) is null)
        {
            check.Add(ViolationKind.UnaskedTurn, $"turn {entry.Turn} is kept as version {entry.Version} and nobody sent it");
            return turn;
        }

        if (turn.Sent is null)
        {
            check.Add(ViolationKind.FailedTurnKept, $"turn {entry.Turn} was refused and is kept as version {entry.Version}", turn.Refused);
        }

        return turn;
    }

    private void Compare(ListedTurn entry, TurnSpan turn)
    {
        if (turn is { Cancelled: not null, Acknowledged: null })
        {
            check.Add(ViolationKind.CancelledTurnKept, $"turn {entry.Turn} was cancelled and is kept as version {entry.Version}", turn.Cancelled);
        }

        if (turn.Acknowledged is { } acknowledged)
        {
            if (acknowledged.Version != entry.Version)
            {
                check.Add(ViolationKind.MovedTurn, $"turn {entry.Turn} was acknowledged as version {acknowledged.Version} and is kept as {entry.Version}", acknowledged);
            }

            if (Differs(acknowledged.Attempt, entry.Attempt) || (acknowledged.Answer != entry.Answer && acknowledged.Answer.Length > 0 && entry.Answer.Length > 0))
            {
                check.Add(ViolationKind.OtherAnswer, $"of turn {entry.Turn} attempt {acknowledged.Attempt} ('{acknowledged.Answer}') was acknowledged and attempt {entry.Attempt} ('{entry.Answer}') is kept", acknowledged);
            }
        }

        turn.Version = entry.Version;
    }

    private static bool Differs(int acknowledged, int kept) => acknowledged != kept && acknowledged > 0 && kept > 0;
}
