namespace Mesh.Testing.Histories;

/// <summary>Every read shows a beginning of the list that is kept, nothing older than what had ended before it, and nothing that was not yet asked.</summary>
internal sealed class ReadCheck
{
    private readonly Findings _check;
    private readonly OperationRecord? _final;
    private readonly List<OperationRecord> _reads;
    private readonly List<TurnSpan> _turns;

    private ReadCheck(ConversationHistory history, OperationRecord? final, IEnumerable<TurnSpan> turns, Findings check)
    {
        (_check, _final) = (check, final);
        _reads = [.. history.Operations.Where(o => o is { Kind: OperationKind.Read, Result: OperationResult.Done, Version: >= 0 }).OrderBy(o => o.Invoked)];
        _turns = [.. turns.Where(t => t.Version > 0)];
    }

    public static void Run(ConversationHistory history, OperationRecord? final, IEnumerable<TurnSpan> turns, Findings check)
    {
        var reads = new ReadCheck(history, final, turns, check);
        reads.Freshness();
        reads.Sessions();
        reads.Future();
        reads.Prefixes();
    }

    private void Freshness()
    {
        var turns = _turns.Where(t => t.Acknowledged is not null).OrderBy(t => t.Ended).ToList();
        var reads = _reads.OrderBy(r => r.Ended).ToList();
        TurnSpan? written = null;
        OperationRecord? shown = null;
        var (nextTurn, nextRead) = (0, 0);
        foreach (var read in _reads)
        {
            for (; nextTurn < turns.Count && turns[nextTurn].Ended < read.Invoked; nextTurn++)
            {
                written = written is null || turns[nextTurn].Version > written.Version ? turns[nextTurn] : written;
            }

            for (; nextRead < reads.Count && reads[nextRead].Ended < read.Invoked; nextRead++)
            {
                shown = shown is null || reads[nextRead].Version > shown.Version ? reads[nextRead] : shown;
            }

            if (written is not null && written.Version > read.Version)
            {
                _check.Add(ViolationKind.StaleRead, $"a read shows version {read.Version} after version {written.Version} was acknowledged", read, written.Acknowledged);
            }

            if (shown is not null && shown.Version > read.Version)
            {
                _check.Add(ViolationKind.ReadWentBack, $"a read shows version {read.Version} after another had shown {shown.Version}", read, shown);
            }
        }
    }

    private void Sessions()
    {
        var last = new Dictionary<string, OperationRecord>(StringComparer.Ordinal);
        foreach (var read in _reads.Where(r => r.Session.Length > 0))
        {
            if (last.TryGetValue(read.Session, out var before) && before.Version > read.Version)
            {
                _check.Add(ViolationKind.SessionWentBack, $"session '{read.Session}' was shown version {read.Version} after {before.Version}", read, before);
            }

            last[read.Session] = read;
        }
    }

    private void Future()
    {
        var turns = _turns.Where(t => t.Sent is not null).OrderBy(t => t.Version).ToList();
        TurnSpan? latest = null;
        var next = 0;
        foreach (var read in _reads.OrderBy(r => r.Version))
        {
            for (; next < turns.Count && turns[next].Version <= read.Version; next++)
            {
                latest = latest is null || turns[next].Invoked > latest.Invoked ? turns[next] : latest;
            }

            if (latest is not null && latest.Invoked > read.Ended)
            {
                _check.Add(ViolationKind.FutureRead, $"a read of version {read.Version} shows turn {latest.Turn}, which was sent after the read had ended", read, latest.Sent);
            }
        }
    }

    private void Prefixes()
    {
        var shown = new Dictionary<long, OperationRecord>();
        foreach (var read in _reads)
        {
            if (read.List is { } list && (list.Count != read.Version || !IsPrefix(list)))
            {
                _check.Add(ViolationKind.ForkedRead, $"a read of version {read.Version} shows a list that is no beginning of the final one", read, _final);
            }
            else if (_final?.List is { } final && (read.Version > final.Count || !Same(read.Digest, read.Version == 0 ? "" : final[(int)read.Version - 1].Digest)))
            {
                _check.Add(ViolationKind.ForkedRead, $"a read of version {read.Version} shows another list than the final one has up to there", read, _final);
            }
            else if (shown.TryGetValue(read.Version, out var other) && !Same(read.Digest, other.Digest))
            {
                _check.Add(ViolationKind.ForkedRead, $"two reads of version {read.Version} differ", read, other);
            }

            shown[read.Version] = read;
        }
    }

    private bool IsPrefix(IReadOnlyList<ListedTurn> list) =>
        _final?.List is not { } final || (list.Count <= final.Count && list.Zip(final).All(pair =>
            pair.First.Turn == pair.Second.Turn && pair.First.Content == pair.Second.Content && pair.First.Version == pair.Second.Version
            && (pair.First.Attempt == pair.Second.Attempt || pair.First.Attempt == 0 || pair.Second.Attempt == 0)
            && Same(pair.First.Answer, pair.Second.Answer) && Same(pair.First.Digest, pair.Second.Digest)));

    // What is not told differs from nothing.
    private static bool Same(string one, string other) => one.Length == 0 || other.Length == 0 || one == other;
}
