using Mesh.Testing.Histories;
using Xunit.Abstractions;

namespace Mesh.Conversations.Tests.Histories;

/// <summary>The checker that is fast and the one that searches say the same.</summary>
public sealed class LinearizabilityTests(ITestOutputHelper output)
{
    private const int Histories = 10_000;

    [Fact]
    public void Checkers_OnRandomHistories_Agree()
    {
        var bad = 0;
        for (var seed = 0; seed < Histories; seed++)
        {
            var history = RandomHistory.Make(seed);
            var violations = HistoryChecker.Check(history);
            var linearizable = LinearizabilityChecker.IsLinearizable(history);

            Assert.True(linearizable == (violations.Count == 0), $"seed {seed}: search says {linearizable}, check says {string.Join("; ", violations)}\n{string.Join('\n', history.Operations)}");
            bad += linearizable ? 0 : 1;
        }

        output.WriteLine($"{Histories} histories, {bad} of them not linearizable, both checkers say the same of each");
        Assert.InRange(bad, Histories / 5, Histories * 4 / 5);
    }

    [Fact]
    public void Search_OfMoreThanItMayHold_IsRefused() => Assert.Throws<ArgumentException>(() => LinearizabilityChecker.IsLinearizable(
        new ConversationHistory("c", [.. Enumerable.Range(0, LinearizabilityChecker.MostOperations + 1).Select(i => History.Read(i, i, 0))])));

    [Fact]
    public void Search_OfAFullWindow_Ends() => Assert.True(LinearizabilityChecker.IsLinearizable(
        new ConversationHistory("c", [.. Enumerable.Range(1, LinearizabilityChecker.MostOperations).Select(i => History.Send($"t{i}", i * 2, (i * 2) + 5, i))])));
}
