namespace Mesh.Testing.Histories;

/// <summary>What a check of one conversation has found.</summary>
internal sealed class Findings(string conversation)
{
    private readonly List<HistoryViolation> _all = [];

    public IReadOnlyList<HistoryViolation> All => _all;

    public void Add(ViolationKind kind, string message, OperationRecord? first = null, OperationRecord? second = null) =>
        _all.Add(new HistoryViolation(kind, conversation, message, first, second));
}
