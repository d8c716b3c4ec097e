namespace Mesh.Testing.Histories;

/// <summary>All operations on one turn: it was written at some time between the first asking and the first acknowledgement.</summary>
internal sealed class TurnSpan(string turn, string content)
{
    public string Turn { get; } = turn;

    public string Content { get; } = content;

    /// <summary>The first sending that may have written it; null when all were refused.</summary>
    public OperationRecord? Sent { get; private set; }

    /// <summary>A sending that was refused; null when none was.</summary>
    public OperationRecord? Refused { get; private set; }

    /// <summary>The first acknowledgement; null when there was none.</summary>
    public OperationRecord? Acknowledged { get; private set; }

    /// <summary>The acknowledged cancellation; null when there was none.</summary>
    public OperationRecord? Cancelled { get; set; }

    /// <summary>The version that it was given; 0 when that is not known.</summary>
    public long Version { get; set; }

    /// <summary>When it could be written at the earliest.</summary>
    public long Invoked => Sent?.Invoked ?? long.MaxValue;

    /// <summary>When it was written at the latest.</summary>
    public long Ended => Acknowledged?.Ended ?? long.MaxValue;

    /// <summary>Adds an operation; gives the acknowledgement that it contradicts, if it does.</summary>
    public OperationRecord? Add(OperationRecord operation)
    {
        if (operation.Result == OperationResult.Failed)
        {
            Refused = operation;
            return null;
        }

        if (operation.Kind == OperationKind.Send && operation.Invoked < Invoked)
        {
            Sent = operation;
        }

        if (operation.Result != OperationResult.Done)
        {
            return null;
        }

        var before = Acknowledged;
        Acknowledged = before is null || operation.Ended < before.Ended ? operation : before;
        Version = Acknowledged.Version;
        return before is not null && !Agree(before, operation) ? before : null;
    }

    private static bool Agree(OperationRecord one, OperationRecord other) =>
        one.Version == other.Version
        && (one.Attempt == other.Attempt || one.Attempt == 0 || other.Attempt == 0)
        && (one.Answer == other.Answer || one.Answer.Length == 0 || other.Answer.Length == 0);
}
