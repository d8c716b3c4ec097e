using Mesh.Contracts.Access;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Tests.Turns;
using Mesh.Providers.Pipeline;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Router;

/// <summary>What is kept of a decision: whatever becomes of the request, its record says so.</summary>
public sealed class DecisionRecordTests : IDisposable
{
    private readonly PlainProvider _upstream = new();
    private readonly TurnRig _rig;
    private string _last = "";

    public DecisionRecordTests()
    {
        _rig = new TurnRig(new FakeTimeProvider(), () => 0.5, _upstream);
        _rig.Adopt(new CatalogDocument
        {
            Providers = [new ProviderEntry { Name = "p", Kind = ProviderKind.OpenAICompatible }],
            Models = [Model("good", 0.9), Model("other", 0.5)],
            Endpoints = [Endpoint("good"), Endpoint("other")],
            Routes =
            [
                new RouteEntry { Name = "r", Candidates = ["good", "other"], Prefer = Prefer.Best },
                new RouteEntry { Name = "kept", Candidates = ["good"], Cache = new CachePolicy { Ttl = TimeSpan.FromMinutes(1) } },
            ],
        });
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Answer_ThatIsWhole_LeavesWhoGaveItAndWhatItTook()
    {
        _upstream.Faults["at-good"] = UpstreamFaultKind.Unreachable;
        var id = await AnsweredAsync("r");

        var note = _rig.Recent.Find(id)!;

        Assert.Equal(("acme", "other", "at-other"), (note.Tenant, note.Model, note.Endpoint));
        Assert.Equal((10, 5, 2), (note.Outcome!.Usage.Input, note.Outcome.Usage.Output, note.Outcome.Attempts));
        Assert.Equal(((10 * 1m) + (5 * 2m)) / 1_000_000, note.Outcome.CostUsd);
        Assert.Null(note.Outcome.Error);
        Assert.Equal(new FailedCandidate("at-good", "upstream_unreachable"), Assert.Single(note.Outcome.Failed));
        Assert.Equal(1, note.Decision.Weights!.Quality);
        Assert.Equal(["at-good", "at-other"], note.Decision.Candidates.Select(c => c.Endpoint));
    }

    [Fact]
    public async Task Answer_UnderWay_HasNoOutcomeYet()
    {
        await using var turn = await BeginAsync("r");

        var note = _rig.Recent.Find(turn.Answer.Decision.Id)!;

        Assert.Equal("good", note.Model);
        Assert.Null(note.Outcome);
    }

    [Fact]
    public async Task Answer_ThatBreaksOff_LeavesThatAndWhatItTook()
    {
        _upstream.Breaks.Add("at-good");
        await using (var turn = await BeginAsync("r"))
        {
            await Assert.ThrowsAsync<MeshException>(() => ReadAsync(turn));
        }

        var outcome = _rig.Recent.Find(_last)!.Outcome!;

        Assert.Equal("interrupted", outcome.Error);
        Assert.True(outcome.CostUsd > 0);
    }

    [Fact]
    public async Task Answer_WhoseCallerLeaves_IsCancelled()
    {
        using var caller = new CancellationTokenSource();
        await using (var turn = await BeginAsync("r", caller.Token))
        {
            await caller.CancelAsync();
        }

        Assert.Equal("cancelled", _rig.Recent.Find(_last)!.Outcome!.Error);
    }

    [Fact]
    public async Task Answer_OutOfTheCache_SaysSoAndIsADecisionOfItsOwn()
    {
        var first = await AnsweredAsync("kept");
        var second = await AnsweredAsync("kept");

        Assert.NotEqual(first, second);
        Assert.Equal((AnswerSource.Model, AnswerSource.Exact), (_rig.Recent.Find(first)!.Decision.Source, _rig.Recent.Find(second)!.Decision.Source));
        Assert.Equal(0, _rig.Recent.Find(second)!.Outcome!.CostUsd);
    }

    [Fact]
    public async Task Request_ThatNobodyAnswers_IsKeptAndItsErrorNamesTheDecision()
    {
        _upstream.Faults["at-good"] = UpstreamFaultKind.ServerError;
        _upstream.Faults["at-other"] = UpstreamFaultKind.Malformed;

        var error = await Assert.ThrowsAsync<MeshException>(() => BeginAsync("r"));
        var note = _rig.Recent.Find(error.DecisionId!)!;

        Assert.Equal((null, null, "upstream_failed"), (note.Model, note.Endpoint, note.Outcome!.Error));
        Assert.Equal(["at-good", "at-other"], note.Outcome.Failed.Select(f => f.Endpoint));
    }

    [Fact]
    public async Task Request_WithoutACandidate_IsKeptWithEachReason()
    {
        var query = Query("r") with { Needs = ModelCapabilities.ImageIn };

        var error = await Assert.ThrowsAsync<MeshException>(() => _rig.Turns.BeginAsync(Task(query), CancellationToken.None));
        var note = _rig.Recent.Find(error.DecisionId!)!;

        Assert.Equal("invalid_request", note.Outcome!.Error);
        Assert.All(note.Decision.Candidates, c => Assert.Equal(Exclusion.Capability, c.Excluded));
    }

    [Fact]
    public async Task Vectors_LeaveTheirOutcome()
    {
        var outcome = await _rig.Turns.EmbedAsync(new EmbeddingTask { Native = "{}"u8.ToArray(), Query = Query("r") }, CancellationToken.None);

        var kept = _rig.Recent.Find(outcome.Decision.Id)!;

        Assert.Equal(("good", 10), (kept.Model, kept.Outcome!.Usage.Input));
    }

    [Fact]
    public async Task Spend_OfEveryAttempt_IsTheTenants()
    {
        _upstream.Breaks.Add("at-good");
        await using (var turn = await BeginAsync("r"))
        {
            await Assert.ThrowsAsync<MeshException>(() => ReadAsync(turn));
        }

        var broken = _rig.Recent.Find(_last)!.Outcome!.CostUsd;
        _upstream.Breaks.Clear();
        await AnsweredAsync("r");

        Assert.Equal((double)(broken + 0.00002m), _rig.Spend.Day("acme"), 9);
        Assert.Equal(0, _rig.Spend.Day("other"));
    }

    private static ModelEntry Model(string name, double quality) => new()
    {
        Name = name,
        Quality = new Dictionary<string, double> { ["chat"] = quality },
        Capabilities = ModelCapabilities.Text | ModelCapabilities.Embeddings,
        Price = new ModelPrice { In = 1, CachedIn = 1, Out = 2 },
    };

    private static EndpointEntry Endpoint(string model) => new() { Name = $"at-{model}", Provider = "p", Model = model, UpstreamModel = model };

    private static RouteQuery Query(string route) => new() { Target = route, InputTokensExpected = 10, Caller = new RouteCaller("acme", "web", "k") };

    private static ChatTask Task(RouteQuery query)
    {
        var request = new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart("hello")] }], Settings = new ChatSettings { Temperature = 0 } };
        return new ChatTask(query, request, streaming: true) { Caller = CallerIdentity.Loopback };
    }

    private async Task<Grains.Turns.Turn> BeginAsync(string route, CancellationToken caller = default)
    {
        var turn = await _rig.Turns.BeginAsync(Task(Query(route)), caller);
        _last = turn.Answer.Decision.Id;
        return turn;
    }

    private async Task<string> AnsweredAsync(string route)
    {
        await using var turn = await BeginAsync(route);
        await ReadAsync(turn);
        return turn.Answer.Decision.Id;
    }

    private static async Task ReadAsync(Grains.Turns.Turn turn)
    {
        await foreach (var _ in turn.ReadAsync())
        {
        }
    }
}
