using CsCheck;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Tests.Plans;

/// <summary>What holds for every plan, whatever its nodes are and its models do.</summary>
public sealed class PlanProperties
{
    private const int Walks = 20;
    private const string Question = "What is the sum of all that was said before, and why?";

    // The clock of a rig goes on in steps of 20 ms.
    private static readonly TimeSpan s_slack = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void Spend_IsNeverOverTheBudget() =>
        Gen.Select(RandomPlans.Tree, RandomPlans.Models, Gen.Int[0, 4000], Gen.Int[60, 400]).Sample((plan, models, micros, tokens) =>
        {
            var rig = RandomPlans.Rig(models);
            var (usd, most) = (micros / 1_000_000m, tokens);
            Walk(rig, plan, usd, most);

            Assert.InRange(rig.Models.Asked.Sum(a => a.Took?.CostUsd ?? 0), 0, usd);
            Assert.InRange(rig.Models.Asked.Sum(a => (a.Took?.Usage.Input ?? 0) + (a.Took?.Usage.Output ?? 0)), 0, most);
            Assert.Equal(usd - rig.Models.Asked.Sum(a => a.Took?.CostUsd ?? 0), rig.Budget!.UsdLeft);
        }, iter: Walks);

    [Fact]
    public void Answer_EndsWithinItsDeadline() =>
        Gen.Select(RandomPlans.Tree, RandomPlans.Models, Gen.Int[50, 600]).Sample((plan, models, milliseconds) =>
        {
            var (rig, deadline) = (RandomPlans.Rig(models), TimeSpan.FromMilliseconds(milliseconds));
            var began = rig.Time.GetTimestamp();
            Walk(rig, plan, deadline: deadline);

            Assert.InRange(rig.Time.GetElapsedTime(began), TimeSpan.Zero, deadline + s_slack);
        }, iter: Walks);

    [Fact]
    public void UsageAndCost_AddUpExactlyToWhatTheCallsTook() =>
        Gen.Select(RandomPlans.Tree, RandomPlans.Models, Gen.Bool).Sample((plan, models, streaming) =>
        {
            var rig = RandomPlans.Rig(models);
            var answer = Walk(rig, plan, streaming: streaming);
            var (report, took) = (rig.Trace!.Report(), rig.Models.Asked.Where(a => a.Took is not null).Select(a => a.Took!).ToArray());

            Assert.Equal((took.Sum(t => t.Usage.Input), took.Sum(t => t.Usage.Output), took.Sum(t => t.CostUsd)), (report.Usage.Input, report.Usage.Output, report.CostUsd));
            Assert.All(All(report).Where(n => n.Nodes.Count > 0), AssertSum);
            if (answer is not null)
            {
                Assert.Equal((report.Usage, report.CostUsd), (answer.Account.Usage, answer.Account.CostUsd));
                Assert.Equal(report.Usage, answer.Usage);
            }
        }, iter: Walks);

    [Fact]
    public void Cancellation_ReachesEveryCall() =>
        Gen.Select(RandomPlans.Tree, RandomPlans.Models, Gen.Int[0, 500]).Sample((plan, models, milliseconds) =>
        {
            var rig = RandomPlans.Rig(models);
            using var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(milliseconds), rig.Time);
            var at = rig.Time.GetTimestamp() + (long)(milliseconds / 1000.0 * rig.Time.TimestampFrequency);
            Walk(rig, plan, cancellationToken: gone.Token);

            Assert.All(rig.Models.Asked, a => Assert.True(rig.Time.GetElapsedTime(at, a.Ended!.Value) <= s_slack));
        }, iter: Walks);

    [Fact]
    public void Answer_ThatIsLeftUnread_LeavesNothingOpen() =>
        Gen.Select(RandomPlans.Tree, RandomPlans.Models, Gen.Int[0, 5]).Sample((plan, models, frames) =>
        {
            var rig = RandomPlans.Rig(models);
            rig.Run(async () =>
            {
                try
                {
                    await using var answer = await rig.BeginAsync(plan, PlanRig.Ask(Question));
                    await using var read = answer.ReadAsync().GetAsyncEnumerator();
                    for (var i = 0; i < frames && await read.MoveNextAsync(); i++)
                    {
                    }
                }
                catch (Exception e) when (e is MeshException or EndpointException)
                {
                    // How it fails is told by the other properties.
                }

                return 0;
            });

            AssertOver(rig, plan);
        }, iter: Walks);

    [Fact]
    public void Calls_AtOneMoment_AreBounded() =>
        Gen.Select(RandomPlans.Tree, RandomPlans.Models).Sample((plan, models) =>
        {
            var rig = RandomPlans.Rig(models);
            Walk(rig, plan);

            Assert.InRange(rig.Models.MostOpen, 0, PlanRun.MostCalls);
        }, iter: Walks);

    // Null where the plan cannot answer. However it ends, nothing of it goes on and its report is whole.
    private static PlannedText? Walk(PlanRig rig, NodeEntry plan, decimal? usd = null, long? tokens = null, TimeSpan? deadline = null, bool streaming = true, CancellationToken cancellationToken = default)
    {
        using var late = new CancellationTokenSource(deadline ?? TimeSpan.FromMinutes(10), rig.Time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return rig.Answer(plan, PlanRig.Ask(Question, streaming), usd, tokens, deadline, over.Token);
        }
        catch (Exception e) when (e is MeshException or EndpointException || (e is OperationCanceledException && over.IsCancellationRequested))
        {
            return null;
        }
        finally
        {
            AssertOver(rig, plan);
        }
    }

    private static void AssertOver(PlanRig rig, NodeEntry plan)
    {
        var report = rig.Trace!.Report();
        Assert.Equal(0, rig.Models.Open + rig.Models.Servers.Open);
        Assert.All(rig.Models.Asked, a => Assert.NotNull(a.Ended));
        Assert.All(All(report), n => Assert.NotEqual(NodeState.Running, n.State));
        Assert.Equal(rig.Models.Asked.Count(a => a.Took is not null), All(report).Count(n => n.DecisionId is not null));
        Assert.Equal(plan.Kind, report.Kind);
        Assert.All(All(report), n => Assert.True(n.Began >= TimeSpan.Zero && n.Took >= TimeSpan.Zero && n.Began + n.Took <= report.Took));
    }

    private static void AssertSum(NodeReport node)
    {
        Assert.Equal(node.Nodes.Sum(n => n.CostUsd), node.CostUsd);
        Assert.Equal(node.Nodes.Sum(n => n.Usage.Input), node.Usage.Input);
        Assert.Equal(node.Nodes.Sum(n => n.Usage.Output), node.Usage.Output);
    }

    private static IEnumerable<NodeReport> All(NodeReport node) => node.Nodes.SelectMany(All).Prepend(node);
}
