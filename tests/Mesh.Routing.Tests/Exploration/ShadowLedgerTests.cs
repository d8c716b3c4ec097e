using Mesh.Routing.Exploration;

namespace Mesh.Routing.Tests.Exploration;

public sealed class ShadowLedgerTests
{
    [Fact]
    public void Router_ThatKnowsMoreThanTheMeans_IsFoundBetterOnceEnoughIsSeen()
    {
        var (ledger, random) = (new ShadowLedger(2), new Random(4));
        for (var i = 0; i < ShadowStanding.LeastOutcomes; i++)
        {
            Assert.False(ledger.Read().IsBetterThanMeans);
            var hard = random.NextDouble() < 0.5;
            ledger.Decided(0, hard ? 1 : 0);
            ledger.Learn(0, hard ? 0.2f : 0.9f, random.NextDouble() < (hard ? 0.2 : 0.9) ? 1 : 0);
        }

        var standing = ledger.Read();
        Assert.True(standing.IsBetterThanMeans, $"{standing}");
        Assert.InRange(standing.Agreed, 0.4, 0.6);
    }

    [Fact]
    public void Router_ThatGuesses_IsNotFoundBetter()
    {
        var (ledger, random) = (new ShadowLedger(1), new Random(4));
        for (var i = 0; i < 2 * ShadowStanding.LeastOutcomes; i++)
        {
            ledger.Learn(0, random.NextSingle(), random.NextDouble() < 0.7 ? 1 : 0);
        }

        Assert.False(ledger.Read().IsBetterThanMeans);
    }

    [Fact]
    public void Standing_OfNothing_IsEmpty() => Assert.Equal(default, new ShadowLedger(1).Read());
}
