using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Router;
using Mesh.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Grains.Tests.Router;

/// <summary>What is said of an answer while something fails: who got an error says it again, and it counts once.</summary>
[Collection(Clusters.Name)]
public sealed class FeedbackFaultTests : IAsyncLifetime
{
    private static readonly CallerIdentity s_caller = new("k", "acme", "web", []);
    private readonly FailingCalls _calls = new();
    private MeshCluster _mesh = null!;

    public async Task InitializeAsync()
    {
        _mesh = await MeshCluster.StartAsync(2, TestCatalog.Judged(), (_, silo) => silo.Services.AddSingleton<IOutgoingGrainCallFilter>(_calls));

        // What is said is counted within two seconds or not at all, and a grain has to be there for that.
        await CountedAsync();
    }

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Theory]
    [InlineData("IQualityGrain.RecordAsync", false, 0)]
    [InlineData("IQualityGrain.RecordAsync", true, 0)]
    [InlineData("IQualityGrain.RecordAsync", false, 1)]
    [InlineData("IQualityGrain.RecordAsync", true, 1)]
    [InlineData("IDecisionNotes.JudgeAsync", false, 1)]
    public async Task Feedback_ThatCouldNotBeCounted_IsSaidAgainAndCountsOnce(string method, bool onTheWayBack, int asked)
    {
        var id = Served();
        var desk = _mesh.Service<DecisionDesk>(_mesh.Silos[asked]);
        (_calls.Method, _calls.OnTheWayBack) = (method, onTheWayBack);

        var error = await Assert.ThrowsAsync<MeshException>(() => Located.AskAsync(() => desk.JudgeAsync(s_caller, id, 0, null)));
        _calls.Method = null;

        Assert.Equal((MeshErrorCode.Unavailable, "feedback_not_counted"), (error.Error.Code, error.Error.Reason));
        Assert.NotNull(error.Error.RetryAfter);
        Assert.Equal(("code", "m"), await Located.AskAsync(() => desk.JudgeAsync(s_caller, id, 0, null)));
        Assert.Null(await Located.AskAsync(() => desk.JudgeAsync(s_caller, id, 0, null)));
        Assert.Equal(1, await CountedAsync(), 3);
    }

    // It is counted and noted; only the answer was lost.
    [Fact]
    public async Task Feedback_WhoseAnswerIsLost_CountsOnceWhenItIsSaidAgain()
    {
        var id = Served();
        var desk = _mesh.Service<DecisionDesk>(_mesh.Silos[1]);
        (_calls.Method, _calls.OnTheWayBack) = ("IDecisionNotes.JudgeAsync", true);
        await Assert.ThrowsAsync<MeshException>(() => Located.AskAsync(() => desk.JudgeAsync(s_caller, id, 0, null)));
        _calls.Method = null;

        Assert.Null(await Located.AskAsync(() => desk.JudgeAsync(s_caller, id, 0, null)));
        Assert.Equal(0, (await Located.AskAsync(() => desk.FindAsync(s_caller, id))).Feedback!.Score);
        Assert.Equal(1, await CountedAsync(), 3);
    }

    [Fact]
    public async Task Feedback_SaidByManyAtOnce_CountsOnce()
    {
        var id = Served();
        var said = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Located.AskAsync(() => _mesh.Service<DecisionDesk>(_mesh.Silos[i % 2]).JudgeAsync(s_caller, id, 0, null))));

        Assert.Single(said, s => s == ("code", "m"));
        Assert.Equal(1, await CountedAsync(), 3);
    }

    [Fact]
    public async Task Decision_ThatASiloOutOfReachMayKeep_IsNotToldToBeUnknown()
    {
        var id = Served();
        var desk = _mesh.Service<DecisionDesk>(_mesh.Silos[1]);
        _calls.Method = "IDecisionNotes.FindAsync";
        var error = await Assert.ThrowsAsync<MeshException>(() => desk.FindAsync(s_caller, id));
        _calls.Method = null;

        Assert.Equal((MeshErrorCode.Unavailable, "decision_out_of_reach"), (error.Error.Code, error.Error.Reason));
        Assert.Equal(id, (await Located.AskAsync(() => desk.FindAsync(s_caller, id))).Decision.Id);
    }

    private string Served()
    {
        var router = _mesh.Service<MeshRouter>(_mesh.Silos[0]);
        var query = new RouteQuery { Target = "m", Task = "code", Caller = new RouteCaller("acme", "web", "k") };
        var decision = router.Decide(query);
        router.Served(decision, query, "m", "m-api");
        return decision.Id;
    }

    private async Task<double> CountedAsync() =>
        (await _mesh.Client.GetGrain<IQualityGrain>(IQualityGrain.Key).ReadAsync(0))?.Cells.Sum(c => c.Good + c.Bad) ?? 0;
}
