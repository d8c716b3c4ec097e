namespace Mesh.Testing.Histories;

/// <summary>
/// Searches for an order of all operations that a single list could have gone through: Wing and Gong's search with Lowe's memory of what
/// was tried, as a second opinion on <see cref="HistoryChecker"/>. It knows sends, lookups and reads, and takes exponential time at worst.
/// </summary>
public sealed class LinearizabilityChecker
{
    /// <summary>Operations of one history.</summary>
    public const int MostOperations = 200;

    private readonly List<OperationRecord> _operations;
    private readonly HashSet<(UInt128, UInt128, string)> _tried = [];

    private LinearizabilityChecker(IEnumerable<OperationRecord> operations) => _operations = [.. operations.OrderBy(o => o.Invoked)];

    /// <summary>Whether there is such an order.</summary>
    /// <exception cref="ArgumentException">There are more than <see cref="MostOperations"/>, or other kinds.</exception>
    public static bool IsLinearizable(ConversationHistory history)
    {
        var operations = history.Operations.Where(o => o.Result == OperationResult.Done || (o.Kind == OperationKind.Send && o.Result == OperationResult.Unknown)).ToList();
        if (operations.Count > MostOperations || operations.Any(o => o.Kind is OperationKind.Create or OperationKind.Cancel or OperationKind.Delete))
        {
            throw new ArgumentException($"At most {MostOperations} sends, lookups and reads can be searched; give a window of {history.Conversation}.", nameof(history));
        }

        return new LinearizabilityChecker(operations).Search(default, default, []);
    }

    private bool Search(UInt128 low, UInt128 high, ListedTurn[] state)
    {
        if (!_tried.Add((low, high, string.Join('\n', state.Select(t => $"{t.Turn}\t{t.Content}\t{t.Attempt}\t{t.Answer}")))))
        {
            return false;
        }

        var firstEnd = long.MaxValue;
        var left = false;
        for (var i = 0; i < _operations.Count; i++)
        {
            if (!Has(low, high, i) && _operations[i].Result == OperationResult.Done)
            {
                left = true;
                firstEnd = Math.Min(firstEnd, _operations[i].Ended);
            }
        }

        // What is not known to have happened need not have.
        if (!left)
        {
            return true;
        }

        for (var i = 0; i < _operations.Count && _operations[i].Invoked <= firstEnd; i++)
        {
            if (!Has(low, high, i) && After(state, _operations[i]) is { } next && Search(i < 128 ? low | (UInt128.One << i) : low, i < 128 ? high : high | (UInt128.One << (i - 128)), next))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(UInt128 low, UInt128 high, int i) => ((i < 128 ? low >> i : high >> (i - 128)) & 1) == 1;

    private static ListedTurn[]? After(ListedTurn[] state, OperationRecord operation) => operation.Kind switch
    {
        OperationKind.Send or OperationKind.Lookup => AfterTurn(state, operation),
        _ => AfterRead(state, operation),
    };

    private static ListedTurn[]? AfterTurn(ListedTurn[] state, OperationRecord operation)
    {
        var at = Array.FindIndex(state, t => t.Turn == operation.Turn);
        if (operation.Result == OperationResult.Unknown)
        {
            return at >= 0 ? state : [.. state, new ListedTurn(operation.Turn, operation.Content, state.Length + 1)];
        }

        if (at < 0)
        {
            return operation.Kind == OperationKind.Send && operation.Version == state.Length + 1
                ? [.. state, new ListedTurn(operation.Turn, operation.Content, operation.Version, operation.Attempt, operation.Answer)]
                : null;
        }

        return Bound(state, at, new ListedTurn(operation.Turn, operation.Content, operation.Version, operation.Attempt, operation.Answer));
    }

    private static ListedTurn[]? AfterRead(ListedTurn[] state, OperationRecord read)
    {
        if (read.Version != state.Length || (read.List is { } list && list.Count != state.Length))
        {
            return null;
        }

        var next = state;
        for (var i = 0; i < (read.List?.Count ?? 0) && next is not null; i++)
        {
            next = Bound(next, i, read.List![i]);
        }

        return next;
    }

    // An attempt and answer that were not known are known from the first operation that tells them.
    private static ListedTurn[]? Bound(ListedTurn[] state, int at, ListedTurn seen)
    {
        var kept = state[at];
        if (kept.Turn != seen.Turn || kept.Content != seen.Content || seen.Version != at + 1
            || (kept.Attempt != seen.Attempt && kept.Attempt != 0 && seen.Attempt != 0)
            || (kept.Answer != seen.Answer && kept.Answer.Length > 0 && seen.Answer.Length > 0))
        {
            return null;
        }

        if ((kept.Attempt != 0 || seen.Attempt == 0) && (kept.Answer.Length > 0 || seen.Answer.Length == 0))
        {
            return state;
        }

        var next = (ListedTurn[])state.Clone();
        next[at] = kept with { Attempt = Math.Max(kept.Attempt, seen.Attempt), Answer = kept.Answer.Length > 0 ? kept.Answer : seen.Answer };
        return next;
    }
}
