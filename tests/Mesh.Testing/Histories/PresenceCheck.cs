namespace Mesh.Testing.Histories;

/// <summary>A conversation is there from its creation to its deletion, and never after.</summary>
internal static class PresenceCheck
{
    public static void Run(ConversationHistory history, Findings check)
    {
        var there = Shows(history).MinBy(o => o.Ended);
        var deletion = history.Operations.Where(o => o.Kind == OperationKind.Delete && o.Result != OperationResult.Failed).MinBy(o => o.Invoked);
        var gone = history.Operations.Where(o => IsGone(o) && there is not null && o.Invoked > there.Ended).ToList();
        foreach (var read in gone.Where(r => deletion is null || deletion.Invoked > r.Ended))
        {
            check.Add(ViolationKind.Vanished, "a conversation that was there and that nobody had deleted was not found", read, there);
        }

        var ended = history.Operations.Where(o => o is { Kind: OperationKind.Delete, Result: OperationResult.Done }).Concat(gone).MinBy(o => o.Ended);
        foreach (var shown in ended is null ? [] : Shows(history).Where(o => o.Invoked > ended.Ended))
        {
            check.Add(ViolationKind.Resurrected, "a conversation was there again after it was said to be deleted", shown, ended);
        }
    }

    private static bool IsGone(OperationRecord operation) =>
        operation is { Kind: OperationKind.Read or OperationKind.Final, Result: OperationResult.Done, Version: OperationRecord.Gone };

    private static IEnumerable<OperationRecord> Shows(ConversationHistory history) =>
        history.Operations.Where(o => o.Result == OperationResult.Done && o.Kind != OperationKind.Delete && !IsGone(o));
}
