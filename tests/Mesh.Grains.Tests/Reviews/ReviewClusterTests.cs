using Mesh.Contracts.Access;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Reviews;
using Mesh.Grains.Reviews;
using Mesh.Grains.Tests.Hosting;
using Mesh.Strategies.Reviews;

namespace Mesh.Grains.Tests.Reviews;

[Collection(Clusters.Name)]
public sealed class ReviewClusterTests : IAsyncLifetime
{
    private const string Catalog = """
        providers:
          p: { kind: openai-compatible, baseUrl: "http://127.0.0.1:9/v1" }
        models:
          m: {}
        endpoints:
          m-api: { provider: p, model: m }
        """;

    private static readonly CallerIdentity s_anna = new("anna", "acme", "web", ["reviews"]);
    private static readonly CallerIdentity s_stranger = new("eve", "other", "web", ["reviews"]);
    private ClockedCluster _cluster = null!;

    private ReviewDesk Desk => _cluster.Mesh.Service<ReviewDesk>(_cluster.Mesh.Silos[0]);

    private DateTimeOffset Now => _cluster.Time.GetUtcNow();

    public async Task InitializeAsync() => _cluster = await ClockedCluster.StartAsync(2, Catalog);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Review_WhoseGrainsAndSiloHaveGone_IsThereStillWithItsAnswer()
    {
        var opened = await OpenAsync("one");
        await _cluster.Mesh.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        await _cluster.Mesh.Cluster.KillSiloAsync(_cluster.Mesh.Silos[1]);

        var again = await RetriedAsync(() => OpenAsync("one"));
        await RetriedAsync(() => DecideAsync("one", Answer("1", "a better text of it")));
        await _cluster.Mesh.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        var standing = await RetriedAsync(() => Desk.FindAsync("acme", Id("one"), default));

        Assert.Equal(opened, again);
        Assert.Equal((ReviewState.Answered, "a better text of it", "anna", 0.4), (standing!.State, standing.Verdict!.Text, standing.Verdict.By, standing.Distance));

        // A list that was out of reach when the review ended asks again.
        await UntilAsync(async () => (await RetriedAsync(() => ListAsync(s_anna))).Single().State == ReviewState.Answered, TimeSpan.FromMinutes(5));
        Assert.Equal(("anna", ReviewState.Answered), await ActAsync());
    }

    [Fact]
    public async Task Answer_SentAgain_CountsOnceAndAnotherOneIsAConflict()
    {
        await OpenAsync("one");

        var first = await DecideAsync("one", Answer("1", "yes"));
        var again = await DecideAsync("one", Answer("1", "yes"));
        var other = await FaultAsync(() => DecideAsync("one", Answer("2", "no")));
        var reused = await FaultAsync(() => DecideAsync("one", Answer("1", "no")));

        Assert.Equal((first.Standing.ClosedAt, first.Standing.Verdict), (again.Standing.ClosedAt, again.Standing.Verdict));
        Assert.Equal((MeshErrorCode.Conflict, "review_closed", "request_id_reused"), (other.Code, other.Reason, reused.Reason));
        Assert.Single(await Desk.OnShelfAsync(s_anna, s => s.ActsAsync(0, 10), default));
    }

    [Fact]
    public async Task Answers_AtTheSameTime_AreOneAnswer()
    {
        await OpenAsync("one");

        var said = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            try
            {
                return (await DecideAsync("one", Answer($"{i}", $"text {i}"))).Standing.Verdict!.Text;
            }
            catch (MeshException e) when (e.Error.Reason == "review_closed")
            {
                return null;
            }
        }));

        Assert.Equal((await Desk.FindAsync("acme", Id("one"), default))!.Verdict!.Text, Assert.Single(said, s => s is not null));
    }

    [Fact]
    public async Task Tenant_SeesNothingOfAnothersReviews()
    {
        await OpenAsync("one");

        Assert.Equal("review_not_found", (await FaultAsync(() => Desk.AskAsync(s_stranger, Id("one"), r => r.ReadAsync(), default))).Reason);
        Assert.Empty(await ListAsync(s_stranger));
        var direct = await FaultAsync(() => _cluster.Mesh.Client.GetGrain<IReviewGrain>(new TenantKey("acme", Id("one")).ToString()).ReadAsync());
        Assert.Equal("tenant_mismatch", direct.Reason);
    }

    [Fact]
    public async Task Queue_ThatIsFull_RefusesAndKeepsNothing()
    {
        await OpenAsync("one", most: 1);

        var fault = await FaultAsync(() => OpenAsync("two", most: 1));

        Assert.Equal((MeshErrorCode.QuotaExhausted, "review_queue_full"), (fault.Code, fault.Reason));
        Assert.Null(await Desk.FindAsync("acme", Id("two"), default));
        Assert.Equal([Id("one")], (await ListAsync(s_anna)).Select(e => e.Id));
    }

    [Fact]
    public async Task Reviews_WhoseTimeIsOver_EndAndThenGoAndTheActStays()
    {
        await OpenAsync("late", expires: TimeSpan.FromSeconds(90), keep: TimeSpan.FromSeconds(60));

        await UntilAsync(async () => (await ListAsync(s_anna)).Single().State == ReviewState.Expired, TimeSpan.FromMinutes(3));
        Assert.Equal("review_closed", (await FaultAsync(() => DecideAsync("late", Answer("1", "too late")))).Reason);
        await UntilAsync(async () => (await ListAsync(s_anna)).Count == 0, TimeSpan.FromMinutes(3));

        Assert.Null(await Desk.FindAsync("acme", Id("late"), default));
        Assert.Equal(("", ReviewState.Expired), await ActAsync());
    }

    [Fact]
    public async Task Review_WhoseTimeIsOver_IsNotSeenAsWaitingBeforeTheNextRound()
    {
        await OpenAsync("late", expires: TimeSpan.FromSeconds(1));
        await _cluster.RunAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(ReviewState.Expired, (await Desk.FindAsync("acme", Id("late"), default))!.State);
        Assert.Equal(ReviewState.Expired, Assert.Single(await ListAsync(s_anna)).State);
    }

    [Fact]
    public async Task Store_ThatFails_LeavesTheReviewToBeAnsweredAgain()
    {
        await OpenAsync("one");
        _cluster.Mesh.StorageFails = true;
        Assert.Equal("review_out_of_reach", (await FaultAsync(() => DecideAsync("one", Answer("1", "yes")))).Reason);

        _cluster.Mesh.StorageFails = false;
        var review = await RetriedAsync(() => DecideAsync("one", Answer("1", "yes")));

        Assert.Equal("yes", review.Standing.Verdict!.Text);
        Assert.Equal(ReviewState.Answered, Assert.Single(await ListAsync(s_anna)).State);
    }

    [Fact]
    public async Task Open_WhoseAcknowledgementIsLost_IsFoundAndNotOpenedTwice()
    {
        _cluster.Mesh.LosesAnswersOf = "review";
        Assert.Equal("review_out_of_reach", (await FaultAsync(() => OpenAsync("one"))).Reason);

        _cluster.Mesh.LosesAnswersOf = null;
        await RetriedAsync(() => OpenAsync("one"));

        Assert.Single(await ListAsync(s_anna));
    }

    private static string Id(string name) => ReviewIds.Of(name, "");

    private static ReviewVerdict Answer(string request, string text) => new() { State = ReviewState.Answered, RequestId = request, Text = text, By = "anna" };

    private static async Task<MeshError> FaultAsync<T>(Func<Task<T>> call) => (await Assert.ThrowsAsync<MeshException>(call)).Error;

    private Task<ReviewStanding> OpenAsync(string name, int most = 10, TimeSpan? expires = null, TimeSpan? keep = null) => Desk.OpenAsync(
        new ReviewRequest
        {
            Id = Id(name),
            Tenant = "acme",
            Queue = "q",
            Request = new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart("a question")] }] },
            Draft = "a text of",
            CreatedAt = Now,
            ExpiresAt = Now + (expires ?? TimeSpan.FromDays(7)),
            Keep = keep ?? TimeSpan.FromDays(30),
            Most = most,
        },
        default);

    private Task<Review> DecideAsync(string name, ReviewVerdict verdict) => Desk.AskAsync(s_anna, Id(name), r => r.DecideAsync(verdict), default);

    private Task<IReadOnlyList<ReviewEntry>> ListAsync(CallerIdentity caller) => Desk.OnShelfAsync(caller, s => s.ListAsync(new ReviewFilter(), null, 10), default);

    private async Task<(string By, ReviewState State)> ActAsync() => Assert.Single(await RetriedAsync(() => Desk.OnShelfAsync(s_anna, s => s.ActsAsync(0, 10), default))) is var act ? (act.By, act.State) : default;

    private async Task UntilAsync(Func<Task<bool>> condition, TimeSpan within)
    {
        for (var took = TimeSpan.Zero; !await condition(); took += TimeSpan.FromSeconds(10))
        {
            Assert.True(took < within, "It does not come about.");
            for (var step = 0; step < 10; step++)
            {
                _cluster.Time.Advance(TimeSpan.FromSeconds(1));
                await _cluster.RunAsync(ClockedCluster.Step);
            }
        }
    }

    // As the node does: what is out of reach for a moment is asked again, a bounded number of times.
    private async Task<T> RetriedAsync<T>(Func<Task<T>> call)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await call();
            }
            catch (MeshException e) when (e.Error.Code == MeshErrorCode.Unavailable && tries < 300)
            {
                // That a silo has gone is heard by the system's clock.
                await _cluster.RunAsync(TimeSpan.FromSeconds(1));
                await Task.Delay(100);
            }
        }
    }
}
