using CsCheck;
using Mesh.Strategies.Confidence.Calibration;

namespace Mesh.Strategies.Tests.Confidence;

public sealed class ThresholdFitTests
{
    private static CalibrationRow[] Draw(Random random, int rows, Func<double, double> right, bool next = false) =>
        [.. Enumerable.Range(0, rows).Select(_ =>
        {
            var confidence = random.NextDouble();
            return new CalibrationRow(confidence, random.NextDouble() < right(confidence), Cost: 1, EscalationCost: 20 * random.NextDouble(), NextIsRight: next ? random.NextDouble() < 0.95 : null);
        })];

    private static readonly Func<double, double> s_honest = c => c;
    private static readonly Func<double, double> s_late = c => c < 0.7 ? 0.5 : 0.97;

    private static readonly (ThresholdMethod Method, string Needed)[] s_needed = [(ThresholdMethod.FixedSequence, "45"), (ThresholdMethod.BothTiers, "45"), (ThresholdMethod.ConformalRisk, "19")];
    private static readonly int[] s_numbers = [50, 500, 5000];

    // Shares at confidence c or more, by the middles of ten thousand steps.
    private static double Among(double threshold, Func<double, double> of) => Enumerable.Range(0, 10_000).Select(i => (i + 0.5) / 10_000).Where(c => c >= threshold).Select(of).DefaultIfEmpty(0).Average();

    public static TheoryData<int, double, bool> Settings => new()
    {
        { 60, 0.2, true }, { 200, 0.1, true }, { 1000, 0.05, true }, { 60, 0.2, false }, { 200, 0.1, false }, { 1000, 0.05, false },
    };

    // 600 calibrations: at a tenth, 3.3 standard errors are 0.04.
    [Theory]
    [MemberData(nameof(Settings))]
    public void FixedSequence_OverCalibrations_MissesNoMoreOftenThanItMay(int rows, double mostWrong, bool honest)
    {
        var (random, right) = (new Random(3), honest ? s_honest : s_late);
        var goal = new ThresholdGoal { MostWrong = mostWrong, MayMiss = 0.1 };
        var missed = Enumerable.Range(0, 600).Count(_ => ThresholdFit.Choose(Draw(random, rows, right), goal).Threshold is { } threshold && Among(threshold, c => 1 - right(c)) > mostWrong);

        Assert.True(missed <= 600 * 0.14, $"{missed} of 600");
    }

    // The worst case: every threshold misses by a hair, so each accepting choice is a false one.
    [Fact]
    public void FixedSequence_WhereConfidenceTellsNothing_AcceptsNoMoreOftenThanItMay()
    {
        var random = new Random(4);
        var goal = new ThresholdGoal { MostWrong = 0.2, MayMiss = 0.1 };
        var accepted = Enumerable.Range(0, 600).Count(_ => ThresholdFit.Choose(Draw(random, 300, _ => 0.799), goal).Threshold is not null);

        Assert.InRange(accepted, 600 * 0.03, 600 * 0.14);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void ConformalRisk_OverCalibrations_KeepsItsShareOnAverage(int rows, double mostWrong, bool honest)
    {
        var (random, right) = (new Random(5), honest ? s_honest : s_late);
        var goal = new ThresholdGoal { Method = ThresholdMethod.ConformalRisk, MostWrong = mostWrong };
        var risks = Enumerable.Range(0, 600).Select(_ => ThresholdFit.Choose(Draw(random, rows, right), goal).Threshold is { } t ? Among(0, c => c >= t ? 1 - right(c) : 0) : 0).ToArray();
        var error = Math.Sqrt(risks.Select(r => Math.Pow(r - risks.Average(), 2)).Average() / risks.Length);

        Assert.True(risks.Average() <= mostWrong + (3 * error), $"{risks.Average()}");
        Assert.True(risks.Average() >= 0.3 * mostWrong, "it accepts hardly anything");
    }

    [Fact]
    public void Cost_OverCalibrations_KeepsItsSumOnAverage()
    {
        var random = new Random(6);
        var goal = new ThresholdGoal { Method = ThresholdMethod.Cost, MostCost = 5 };
        var costs = Enumerable.Range(0, 400).Select(_ => ThresholdFit.Choose(Draw(random, 200, s_honest), goal).Threshold is { } t ? 1 + (10 * t) : 1).ToArray();

        Assert.InRange(costs.Average(), 4.2, 5.05);
    }

    [Fact]
    public void BothTiers_OverCalibrations_MissNoMoreOftenThanTheyMay()
    {
        var random = new Random(7);
        var goal = new ThresholdGoal { Method = ThresholdMethod.BothTiers, MostWrong = 0.12, MayMiss = 0.1 };
        var choices = Enumerable.Range(0, 400).Select(_ => ThresholdFit.Choose(Draw(random, 400, s_honest, next: true), goal).Threshold).ToArray();

        Assert.True(choices.Count(t => t is { } threshold && Among(0, c => c >= threshold ? 1 - c : 0.05) > 0.12) <= 400 * 0.14);
        Assert.True(choices.Count(t => t is < 1) > 300);
    }

    [Fact]
    public void Rows_TooFew_AreRefusedWithTheirNumber()
    {
        var rows = Enumerable.Range(0, 20).Select(i => new CalibrationRow(i / 20.0, true, NextIsRight: true)).ToArray();
        foreach (var (method, needed) in s_needed)
        {
            var choice = ThresholdFit.Choose(method == ThresholdMethod.ConformalRisk ? rows[..10] : rows, new ThresholdGoal { Method = method, MostWrong = 0.05, MayMiss = 0.1 });

            Assert.Null(choice.Threshold);
            Assert.Contains("too few", choice.Reason, StringComparison.Ordinal);
            Assert.Contains(needed, choice.Reason, StringComparison.Ordinal);
        }

        Assert.All(Enum.GetValues<ThresholdMethod>(), m => Assert.Null(ThresholdFit.Choose([], new ThresholdGoal { Method = m, MostCost = 1 }).Threshold));
    }

    [Fact]
    public void Rows_InGreaterNumber_AllowALooserThreshold()
    {
        var goal = new ThresholdGoal { MostWrong = 0.1, MayMiss = 0.1 };
        var accepted = s_numbers.Select(n => Enumerable.Range(0, 40).Average(s => ThresholdFit.Choose(Draw(new Random(s), n, s_late), goal).Accepted)).ToArray();

        Assert.True(accepted[0] < accepted[1] && accepted[1] < accepted[2]);
    }

    [Fact]
    public void Choice_OfAnyRows_IsTrueToThem() =>
        Check.Sample(
            Gen.Select(Gen.Select(Gen.Int[0, 10], Gen.Bool, Gen.Bool).Array[0, 120], Gen.Enum<ThresholdMethod>(), Gen.Double[0.05, 0.6]),
            (drawn, method, share) =>
            {
                var rows = drawn.Select(d => new CalibrationRow(d.Item1 / 10.0, d.Item2, Cost: 1, EscalationCost: 3, NextIsRight: d.Item3)).ToArray();
                var choice = ThresholdFit.Choose(rows, new ThresholdGoal { Method = method, MostWrong = share, MostCost = 1 + (4 * share) });
                var accepted = choice.Threshold is { } t ? rows.Where(r => r.Confidence >= t).ToArray() : [];
                return choice.Rows == rows.Length && Math.Abs((choice.Accepted * rows.Length) - accepted.Length) < 1e-6 && Math.Abs((choice.Wrong * accepted.Length) - accepted.Count(r => !r.IsRight)) < 1e-6
                    && (choice.Bound is null || method == ThresholdMethod.Cost || choice.Bound <= share) && (method != ThresholdMethod.Cost || choice.Threshold is null || choice.MeanCost <= 1 + (4 * share) + 1e-9);
            });

    [Fact]
    public void Classes_WithFewRows_TakeTheThresholdOfAll_AndThoseOutOfReachTakeNone()
    {
        var random = new Random(8);
        CalibrationRow[] rows =
        [
            .. Draw(random, 400, s_late).Select(r => r with { TaskClass = "code" }), .. Draw(random, 20, s_late).Select(r => r with { TaskClass = "chat" }),
            .. Draw(random, 100, _ => 0.3).Select(r => r with { TaskClass = "math" }),
        ];
        var goal = new ThresholdGoal { MostWrong = 0.15 };
        var table = ThresholdTable.Fit(rows, goal);

        Assert.NotNull(table.Classes["code"].Threshold);
        Assert.Null(table.For("math", goal));
        Assert.Equal(table.All.Threshold, table.For("chat", goal));
        Assert.Equal(table.All.Threshold, table.For("unheard", goal));
        Assert.Contains("20 rows", table.Classes["chat"].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Field_ThatCannotBe_IsNamed()
    {
        Assert.Contains("mostWrong", Assert.Throws<ArgumentException>(() => ThresholdFit.Choose([], new ThresholdGoal { MostWrong = 1 })).Message, StringComparison.Ordinal);
        Assert.Contains("mayMiss", Assert.Throws<ArgumentException>(() => ThresholdFit.Choose([], new ThresholdGoal { MayMiss = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("mostCost", Assert.Throws<ArgumentException>(() => ThresholdFit.Choose([], new ThresholdGoal { Method = ThresholdMethod.Cost })).Message, StringComparison.Ordinal);
        Assert.Contains("rows[1].confidence", Assert.Throws<ArgumentException>(() => ThresholdFit.Choose([new(0.5, true), new(2, true)], new ThresholdGoal())).Message, StringComparison.Ordinal);
        Assert.Contains("rows[0].cost", Assert.Throws<ArgumentException>(() => ThresholdFit.Choose([new(0.5, true, Cost: -1)], new ThresholdGoal())).Message, StringComparison.Ordinal);
    }

    // Tables of exact binomial bounds: 0 of 10 at 95% is 0.2589, 3 of 20 is 0.3437.
    [Theory]
    [InlineData(0, 10, 0.05, 0.2589)]
    [InlineData(3, 20, 0.05, 0.3437)]
    [InlineData(20, 20, 0.05, 1)]
    public void ExactBound_IsThatOfTheTables(int found, int rows, double mayMiss, double upper) => Assert.Equal(upper, ExactBound.Upper(found, rows, mayMiss), 4);
}
