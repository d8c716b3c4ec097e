namespace Mesh.Testing.Histories;

/// <summary>Something that must never be.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Conversation">Where.</param>
/// <param name="Message">What happened, for a person to read.</param>
/// <param name="First">The operation that shows it; null when the final list alone does.</param>
/// <param name="Second">The operation that it contradicts; null when it contradicts none.</param>
public sealed record HistoryViolation(ViolationKind Kind, string Conversation, string Message, OperationRecord? First = null, OperationRecord? Second = null)
{
    /// <summary>In one line.</summary>
    public override string ToString() => $"{Kind}: {Message}{(First is null ? "" : $" [{First}]")}{(Second is null ? "" : $" against [{Second}]")}";
}
