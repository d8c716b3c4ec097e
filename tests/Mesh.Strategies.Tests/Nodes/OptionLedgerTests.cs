using Mesh.Contracts.Plans;
using Mesh.Strategies.Nodes.Selecting;

namespace Mesh.Strategies.Tests.Nodes;

public sealed class OptionLedgerTests
{
    private static readonly Forecast s_forecast = new(0.8, 0.010, 20, 0.1);
    private readonly OptionLedger _ledger = new();

    [Fact]
    public void Forecast_OfAnUnknownOption_StandsAsItIs() => Assert.Equal(s_forecast, _ledger.Corrected("o", s_forecast));

    [Fact]
    public void Cascade_ThatEndsAtItsFirstTier_IsForecastCheaperWithEachAnswer()
    {
        var costs = new List<double>();
        for (var i = 0; i < 100; i++)
        {
            Learn("o", 0.001m, 4);
            costs.Add(_ledger.Corrected("o", s_forecast).CostUsd);
        }

        // A forecast is worth three answers: (3 + 0.1) / 4 of it after the first.
        Assert.Equal(0.00775, costs[0], 9);
        Assert.Equal(costs.OrderDescending(), costs);
        Assert.InRange(costs[^1], 0.001, 0.0017);
        Assert.InRange(_ledger.Corrected("o", s_forecast).Seconds, 4, 5.1);
        Assert.Equal((0.8, 0.1), (_ledger.Corrected("o", s_forecast).Quality, _ledger.Corrected("o", s_forecast).Risk));
    }

    [Fact]
    public void Answers_ThatChange_AreFollowed()
    {
        for (var i = 0; i < 200; i++)
        {
            Learn("o", i < 100 ? 0.001m : 0.010m, 20);
        }

        Assert.InRange(_ledger.Corrected("o", s_forecast).CostUsd, 0.008, 0.010);
    }

    [Theory]
    [InlineData(NodeState.Failed)]
    [InlineData(NodeState.Cancelled)]
    public void Answer_ThatDidNotComeToItsEnd_TeachesNothing(NodeState state)
    {
        _ledger.Learn("o", s_forecast, Report(0.1m, 1) with { State = state });

        Assert.Equal(s_forecast, _ledger.Corrected("o", s_forecast));
    }

    [Fact]
    public void AnswerToASlowReader_CountsAsTenForecastsAtMost()
    {
        Learn("o", 0.010m, 5_000);

        Assert.Equal(20 * (3 + 10) / 4.0, _ledger.Corrected("o", s_forecast).Seconds, 9);
    }

    [Fact]
    public void Cost_ForecastAsNothing_StaysNothing()
    {
        _ledger.Learn("o", s_forecast with { CostUsd = 0 }, Report(0.1m, 20));

        Assert.Equal(0, _ledger.Corrected("o", s_forecast with { CostUsd = 0 }).CostUsd);
    }

    [Fact]
    public void OptionsOverTheBound_AreForecastAsTheyAre()
    {
        for (var i = 0; i <= OptionLedger.MostOptions; i++)
        {
            Learn($"o{i}", 0.001m, 20);
        }

        Assert.Equal(s_forecast, _ledger.Corrected($"o{OptionLedger.MostOptions}", s_forecast));
        Assert.NotEqual(s_forecast, _ledger.Corrected("o0", s_forecast));
    }

    private void Learn(string option, decimal cost, double seconds) => _ledger.Learn(option, s_forecast, Report(cost, seconds));

    private static NodeReport Report(decimal cost, double seconds) => new() { Kind = "cascade", State = NodeState.Done, CostUsd = cost, Took = TimeSpan.FromSeconds(seconds) };
}
