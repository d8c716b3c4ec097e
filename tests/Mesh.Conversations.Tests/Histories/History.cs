using Mesh.Testing.Histories;

namespace Mesh.Conversations.Tests.Histories;

/// <summary>Short words for operations.</summary>
internal static class History
{
    public static OperationRecord Of(OperationKind kind, long invoked, long ended, OperationResult result = OperationResult.Done) =>
        new() { Kind = kind, Conversation = "c", Invoked = invoked, Ended = ended, Result = result };

    public static OperationRecord Send(string turn, long invoked, long ended, long version) => Of(OperationKind.Send, invoked, ended) with { Turn = turn, Version = version };

    public static OperationRecord Unknown(string turn, long invoked, long ended) => Of(OperationKind.Send, invoked, ended, OperationResult.Unknown) with { Turn = turn };

    public static OperationRecord Failed(string turn, long invoked, long ended) => Of(OperationKind.Send, invoked, ended, OperationResult.Failed) with { Turn = turn };

    public static OperationRecord Cancelled(string turn, long invoked, long ended) => Of(OperationKind.Cancel, invoked, ended) with { Turn = turn };

    public static OperationRecord Read(long invoked, long ended, long version) => Of(OperationKind.Read, invoked, ended) with { Version = version };

    public static OperationRecord Gone(long at) => Read(at, at, OperationRecord.Gone);

    public static OperationRecord Deletion(long invoked, long ended) => Of(OperationKind.Delete, invoked, ended);

    public static OperationRecord Final(long at, params string[] turns) =>
        Of(OperationKind.Final, at, at) with { Version = turns.Length, List = [.. turns.Select((turn, i) => Entry(turn, i + 1))] };

    public static ListedTurn Entry(string turn, long version) => new(turn, "", version, Digest: $"d{version}");
}
