using Mesh.Testing.Histories;

namespace Mesh.Conversations.Tests.Histories;

/// <summary>A valid history passes, and each sin that is planted in it is found.</summary>
public sealed class HistoryCheckerTests
{
    private static readonly OperationRecord s_final = History.Final(100, "a", "b", "c");
    private static readonly OperationRecord[] s_valid =
    [
        History.Send("a", 1, 5, 1), History.Send("b", 4, 9, 2), History.Send("a", 10, 12, 1), History.Unknown("c", 13, 20), History.Unknown("d", 14, 20),
        History.Failed("e", 15, 16), History.Read(2, 3, 0), History.Read(6, 7, 2), History.Read(10, 11, 2), History.Read(21, 22, 3), History.Cancelled("d", 23, 24), s_final,
    ];

    public static TheoryData<ViolationKind, OperationRecord[]> Sins => new()
    {
        { ViolationKind.LostTurn, [History.Send("a", 1, 2, 1), History.Final(9)] },
        { ViolationKind.DoubledTurn, [History.Send("a", 1, 2, 1), History.Final(9, "a", "a")] },
        { ViolationKind.DoubledVersion, [History.Send("a", 1, 2, 1), History.Send("b", 1, 2, 1), History.Final(9, "a", "b")] },
        { ViolationKind.DoubledVersion, [History.Send("a", 1, 2, 1), History.Send("b", 1, 2, 1), History.Gone(9), History.Deletion(4, 5)] },
        { ViolationKind.VersionGap, [History.Unknown("a", 1, 2), History.Final(9) with { List = [History.Entry("a", 2)] }] },
        { ViolationKind.FailedTurnKept, [History.Failed("a", 1, 2), History.Final(9, "a")] },
        { ViolationKind.CancelledTurnKept, [History.Unknown("a", 1, 2), History.Cancelled("a", 3, 4), History.Final(9, "a")] },
        { ViolationKind.CancelledTurnKept, [History.Send("a", 1, 2, 1), History.Cancelled("a", 3, 4), History.Final(9, "a")] },
        { ViolationKind.UnaskedTurn, [History.Send("a", 1, 2, 1), History.Final(9, "a", "b")] },
        { ViolationKind.UnaskedTurn, [History.Send("a", 1, 2, 1) with { Content = "x" }, History.Final(9, "a")] },
        { ViolationKind.MovedTurn, [History.Send("a", 1, 2, 2), History.Unknown("b", 1, 2), History.Final(9, "a", "b")] },
        { ViolationKind.OtherAnswer, [History.Send("a", 1, 2, 1) with { Attempt = 1 }, History.Final(9) with { Version = 1, List = [History.Entry("a", 1) with { Attempt = 2 }] }] },
        { ViolationKind.OtherAnswer, [History.Send("a", 1, 2, 1) with { Answer = "x" }, History.Final(9) with { Version = 1, List = [History.Entry("a", 1) with { Answer = "y" }] }] },
        { ViolationKind.OtherAnswer, [History.Send("a", 1, 2, 1) with { Answer = "x" }, History.Send("a", 3, 4, 1) with { Answer = "y" }, History.Final(9, "a")] },
        { ViolationKind.Reordered, [History.Send("a", 1, 2, 2), History.Send("b", 3, 4, 1), History.Final(9, "b", "a")] },
        { ViolationKind.Reordered, [History.Send("a", 1, 2, 2), History.Unknown("b", 3, 4), History.Final(9, "b", "a")] },
        { ViolationKind.StaleRead, [History.Send("a", 1, 2, 1), History.Read(3, 4, 0), History.Final(9, "a")] },
        { ViolationKind.ReadWentBack, [History.Unknown("a", 1, 2), History.Read(3, 4, 1), History.Read(5, 6, 0), History.Final(9, "a")] },
        { ViolationKind.SessionWentBack, [History.Unknown("a", 1, 2), History.Read(3, 4, 1) with { Session = "s" }, History.Read(5, 6, 0) with { Session = "s" }, History.Final(9, "a")] },
        { ViolationKind.FutureRead, [History.Read(1, 2, 1), History.Send("a", 3, 4, 1), History.Final(9, "a")] },
        { ViolationKind.ForkedRead, [History.Send("a", 1, 2, 1), History.Read(3, 4, 2), History.Final(9, "a")] },
        { ViolationKind.ForkedRead, [History.Send("a", 1, 2, 1), History.Read(3, 4, 1) with { Digest = "other" }, History.Final(9, "a")] },
        { ViolationKind.ForkedRead, [History.Send("a", 1, 2, 1), History.Read(3, 4, 1) with { List = [History.Entry("b", 1)] }, History.Final(9, "a")] },
        { ViolationKind.ForkedRead, [History.Read(3, 4, 1) with { Digest = "x" }, History.Read(3, 4, 1) with { Digest = "y" }, History.Gone(9), History.Deletion(5, 6)] },
        { ViolationKind.Vanished, [History.Send("a", 1, 2, 1), History.Gone(3), History.Final(9, "a")] },
        { ViolationKind.Resurrected, [History.Send("a", 1, 2, 1), History.Deletion(3, 4), History.Read(5, 6, 1), History.Gone(9)] },
        { ViolationKind.Resurrected, [History.Deletion(1, 2), History.Send("a", 3, 4, 1), History.Gone(9)] },
    };

    [Fact]
    public void History_ThatCouldHaveBeen_Passes() => Assert.Empty(Check(s_valid));

    [Fact]
    public void Conversation_DeletedWhileOthersUseIt_Passes() =>
        Assert.Empty(Check([History.Gone(1), History.Send("a", 2, 4, 1), History.Deletion(3, 8), History.Gone(6), History.Read(5, 7, 1), History.Gone(9)]));

    [Theory]
    [MemberData(nameof(Sins))]
    public void Sin_PlantedInAHistory_IsFound(ViolationKind kind, OperationRecord[] operations)
    {
        var found = Check(operations);

        Assert.Contains(found, v => v.Kind == kind);
        Assert.All(found, v => Assert.NotEmpty(v.ToString()));
    }

    [Fact]
    public void Kinds_AllOfThem_HaveASinThatShowsThem() => Assert.Equal(Enum.GetValues<ViolationKind>(), Sins.Select(row => (ViolationKind)row[0]).Distinct().Order());

    [Fact]
    public void History_OfManyOperations_IsCheckedInLittleTime()
    {
        var operations = Enumerable.Range(1, 100_000).SelectMany(i => (OperationRecord[])[History.Send($"t{i}", i * 4, (i * 4) + 6, i), History.Read((i * 4) + 7, (i * 4) + 8, i)])
            .Append(History.Final(1_000_000, [.. Enumerable.Range(1, 100_000).Select(i => $"t{i}")])).ToList();
        var began = System.Diagnostics.Stopwatch.GetTimestamp();

        Assert.Empty(HistoryChecker.Check(new ConversationHistory("c", operations)));

        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 120);
    }

    private static IReadOnlyList<HistoryViolation> Check(OperationRecord[] operations) => HistoryChecker.Check(new ConversationHistory("c", operations));
}
