namespace Mesh.Testing.Histories;

/// <summary>What the check of a run has found.</summary>
public sealed class HistoryReport
{
    private readonly List<HistoryViolation> _violations = [];

    /// <summary>Conversations that were checked.</summary>
    public long Conversations { get; private set; }

    /// <summary>Operations that were checked.</summary>
    public long Operations { get; private set; }

    /// <summary>Sends that were acknowledged.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Operations whose outcome their clients never learnt.</summary>
    public long Unknown { get; private set; }

    /// <summary>All violations, those that are not held included.</summary>
    public long Violated { get; private set; }

    /// <summary>The first violations, at most <see cref="HistoryRun.MostViolations"/>.</summary>
    public IReadOnlyList<HistoryViolation> Violations => _violations;

    /// <summary>Adds a conversation.</summary>
    public void Add(ConversationHistory history, IReadOnlyList<HistoryViolation> violations)
    {
        Conversations++;
        Operations += history.Operations.Count;
        Acknowledged += history.Operations.Count(o => o is { Kind: OperationKind.Send, Result: OperationResult.Done });
        Unknown += history.Operations.Count(o => o.Result == OperationResult.Unknown);
        Violated += violations.Count;
        _violations.AddRange(violations.Take(HistoryRun.MostViolations - _violations.Count));
    }

    /// <summary>In one line.</summary>
    public override string ToString() =>
        $"{Conversations} conversations, {Operations} operations ({Acknowledged} sends acknowledged, {Unknown} unknown), {Violated} violations";
}
