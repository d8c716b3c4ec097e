using Mesh.Contracts.Access;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Learning;
using Mesh.Grains.Router;
using Mesh.Grains.Tests.Hosting;
using Mesh.Routing.Learning;
using Mesh.Routing.Outcomes;

namespace Mesh.Grains.Tests.Learning;

[Collection(Clusters.Name)]
public sealed class OutcomeClusterTests : IAsyncLifetime
{
    private const string Recording = "router: { record: true }";
    private static readonly CallerIdentity s_caller = new("k", "acme", "web", []);
    private static readonly DateTimeOffset s_day = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private MeshCluster _mesh = null!;

    private IOutcomeGrain Outcomes => _mesh.Client.GetGrain<IOutcomeGrain>(IOutcomeGrain.Key);

    public async Task InitializeAsync() => _mesh = await MeshCluster.StartAsync(2, TestCatalog.Judged(Recording));

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task Feedback_AtAnotherSilo_IsRecordedWithThePromptOfTheOneThatDecided()
    {
        // The mesh waits for its record two seconds: the grain is there by then.
        await Outcomes.PagesAsync();
        await JudgeAsync(Served("What is a rose?"));
        var recorded = await ReadAsync();
        for (var looks = 0; recorded.Count == 0 && looks < 1000; looks++)
        {
            await Task.Delay(10);
            recorded = await ReadAsync();
        }

        var outcome = Assert.Single(recorded);
        Assert.Equal(("m", 0.25, "code"), (outcome.Model, outcome.Quality, outcome.Task));
        Assert.Equal(PackedPrompt.Pack(HashedPrompt.Of("What is a rose?")), outcome.Prompt);
    }

    [Theory]
    [InlineData("record: false")]
    [InlineData("record: true, except: [acme]")]
    public async Task Feedback_AfterTheCatalogueForbadeTheRecord_IsNotRecorded(string policy)
    {
        var id = Served("What is a rose?");
        await _mesh.EditAsync(TestCatalog.Judged(Recording.Replace("record: true", policy, StringComparison.Ordinal)));
        await Wait.UntilAsync(() => _mesh.Revisions().All(r => r == 2), "every silo has the catalogue", 30);

        Assert.NotNull(await JudgeAsync(id));

        Assert.Empty(await ReadAsync());
    }

    [Fact]
    public async Task Outcomes_AfterTheirGrainsHaveGone_AreThereStill()
    {
        await Outcomes.RecordAsync(Outcome(0));
        await Outcomes.PagesAsync();
        await _mesh.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        await Outcomes.RecordAsync(Outcome(1));

        Assert.Equal([s_day, s_day.AddDays(1)], (await ReadAsync()).Select(o => o.At));
    }

    [Fact]
    public async Task Page_OfAGrainThatComesAndGoes_GrowsNoFurtherThanItsBound()
    {
        for (var i = 0; i < 4; i++)
        {
            await Outcomes.RecordAsync(Outcome(i, OutcomeGrain.MostOfPage / 2));
            await Outcomes.PagesAsync();
            await _mesh.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        }

        Assert.Equal(2, (await Outcomes.PagesAsync()).Count);
    }

    [Fact]
    public async Task Outcomes_BeforeATime_AreTakenAway()
    {
        for (var day = 0; day < 4; day++)
        {
            await Outcomes.RecordAsync(Outcome(day, OutcomeGrain.MostOfPage / 2));
        }

        Assert.Equal(2, (await Outcomes.PagesAsync()).Count);
        await Outcomes.ForgetAsync(s_day.AddDays(3));
        Assert.Equal([s_day.AddDays(3)], (await ReadAsync()).Select(o => o.At));

        await Outcomes.ForgetAsync(DateTimeOffset.MaxValue);
        Assert.Empty(await Outcomes.PagesAsync());
    }

    [Fact]
    public async Task Outcomes_BeyondTheBound_GoWithTheOldestPage()
    {
        for (var i = 0; i < OutcomeGrain.MostPages + 2; i++)
        {
            await Outcomes.RecordAsync(Outcome(i, OutcomeGrain.MostOfPage));
            await Outcomes.PagesAsync();
        }

        var pages = await Outcomes.PagesAsync();
        Assert.Equal((OutcomeGrain.MostPages, 2), (pages.Count, pages[0]));
        Assert.Empty(await _mesh.Client.GetGrain<IOutcomePageGrain>(0).ReadAsync());
        Assert.Equal(s_day.AddDays(2), Assert.Single(await _mesh.Client.GetGrain<IOutcomePageGrain>(2).ReadAsync()).At);
    }

    [Fact]
    public async Task Outcomes_WhileTheStoreFails_WaitUpToTheirBound()
    {
        await Outcomes.PagesAsync();
        _mesh.StorageFails = true;
        var taken = 0;
        for (var i = 0; i < OutcomeGrain.MostWaiting + 10; i++)
        {
            taken += await Outcomes.RecordAsync(Outcome(0, 10)) ? 1 : 0;
        }

        _mesh.StorageFails = false;

        Assert.InRange(taken, OutcomeGrain.MostWaiting, OutcomeGrain.MostWaiting + 9);
        Assert.Equal(taken, (await ReadAsync()).Count);
    }

    private string Served(string prompt)
    {
        var router = _mesh.Service<MeshRouter>(_mesh.Silos[0]);
        var request = new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(prompt)] }] };
        var task = router.Read(new ChatTask(new RouteQuery { Target = "m", Task = "code", Caller = new RouteCaller("acme", "web", "k") }, request, streaming: false));
        var decision = router.Decide(task.Query);
        router.Served(decision, task.Query, "m", "m-api");
        return decision.Id;
    }

    // What a silo does not answer within two seconds may be said again: it counts once.
    private async Task<(string Task, string Model)?> JudgeAsync(string decision)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await _mesh.Service<DecisionDesk>(_mesh.Silos[1]).JudgeAsync(s_caller, decision, 0.25, null);
            }
            catch (MeshException e) when (e.Error.Code == MeshErrorCode.Unavailable && tries < 20)
            {
                await Task.Delay(10);
            }
        }
    }

    private async Task<List<RecordedOutcome>> ReadAsync()
    {
        var outcomes = new List<RecordedOutcome>();
        foreach (var page in await Outcomes.PagesAsync())
        {
            outcomes.AddRange(await _mesh.Client.GetGrain<IOutcomePageGrain>(page).ReadAsync());
        }

        return outcomes;
    }

    private static RecordedOutcome Outcome(int day, int bytes = 100) => new() { At = s_day.AddDays(day), Model = "m", Quality = 1, Task = "chat", Prompt = new byte[bytes] };
}
