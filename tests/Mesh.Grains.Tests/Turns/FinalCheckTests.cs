using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Cluster;
using Mesh.Contracts.Routing;
using Mesh.Providers.Pipeline;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Turns;

/// <summary>Endpoints that refuse once they are asked, since they know better than the decision: who is tried then, and how often.</summary>
public sealed class FinalCheckTests : IDisposable
{
    private readonly PlainProvider _upstream = new();
    private readonly TurnRig _rig;

    public FinalCheckTests()
    {
        _rig = new TurnRig(new FakeTimeProvider(), () => 0.5, _upstream);
        string[] names = ["a", "b", "c", "d", "e"];
        _rig.Adopt(new CatalogDocument
        {
            Providers = [new ProviderEntry { Name = "p", Kind = ProviderKind.OpenAICompatible }],
            Models = [new ModelEntry { Name = "m" }],
            Endpoints = [.. names.Select((n, i) => new EndpointEntry { Name = n, Provider = "p", Model = "m", UpstreamModel = "m", Priority = i })],
            Routes = [new RouteEntry { Name = "r", Candidates = ["m"], Balance = Balance.Priority, Deadline = TimeSpan.FromSeconds(30) }],
        });
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Request_RefusedByTwo_IsAnsweredByTheThirdOfTheSameDecision()
    {
        Fill("a", "b");

        await using var turn = await BeginAsync();

        Assert.Equal(["a", "b", "c"], _upstream.Asked);
        Assert.Equal("c", turn.Answer.Attempt.Endpoint);
        Assert.Equal(2, turn.Answer.Failed.Count);
    }

    // No wait: the clock stands.
    [Fact]
    public async Task Request_RefusedByThree_GoesByAFreshDecisionToWhoeverHasAPlace()
    {
        Fill("a", "b", "c");

        await using var turn = await BeginAsync();

        Assert.Equal(["a", "b", "c", "d"], _upstream.Asked);
        Assert.Equal("d", turn.Answer.Attempt.Endpoint);
        Assert.Empty(turn.Answer.Failed);
    }

    // Nothing here tells yet that they leave: the fresh decision would begin with them.
    [Fact]
    public async Task Request_RefusedByThreeThatLeave_GoesToTheOthersFirst()
    {
        foreach (var name in (string[])["a", "b", "c"])
        {
            _upstream.Faults[name] = UpstreamFaultKind.Leaving;
        }

        await using var turn = await BeginAsync();

        Assert.Equal(["a", "b", "c", "d"], _upstream.Asked);
        Assert.Equal("d", turn.Answer.Attempt.Endpoint);
    }

    [Fact]
    public async Task Request_RefusedByAll_WaitsForAPlaceAndIsAnsweredThen()
    {
        Fill("a", "b", "c", "d", "e");
        var asking = BeginAsync();
        await Hosting.Wait.UntilAsync(() => _upstream.Asked.Count == 5, "everybody was asked", seconds: 20);
        Assert.False(asking.IsCompleted);

        _upstream.Faults.Clear();
        _rig.Gates["e"].Share(4);
        await Hosting.Wait.UntilAsync(
            () =>
            {
                _rig.Time.Advance(TimeSpan.FromMilliseconds(50));
                return asking.IsCompleted;
            },
            "the place is taken",
            seconds: 20);

        await using var turn = await asking;
        Assert.Equal("e", turn.Answer.Attempt.Endpoint);
    }

    // A worker's refusal comes back when the gate has long let the request through.
    [Fact]
    public async Task Request_RefusedByWorkersAgainAndAgain_CountsAsItsTenantsWorkOnce()
    {
        AdoptEngines(WorkClass.Standard);
        _upstream.IsFar = true;
        Fill("m@near", "m@far");
        var asking = BeginAsync();
        await Hosting.Wait.UntilAsync(() => PassesWithPlaces(_upstream.Asked.Count >= 4), "both were asked twice", seconds: 20);

        _upstream.Faults.Clear();
        await Hosting.Wait.UntilAsync(() => PassesWithPlaces(asking.IsCompleted), "it is answered", seconds: 20);

        await using var turn = await asking;
        var demand = Assert.Single(_rig.Views.Demands).Value.Read("m");
        Assert.InRange(demand!.Classes[(int)WorkClass.Standard], 1, 620);

        // Those who grant places say that there are some.
        bool PassesWithPlaces(bool isSo)
        {
            _rig.Gates["m@near"].Share(4);
            _rig.Gates["m@far"].Share(4);
            _rig.Time.Advance(TimeSpan.FromMilliseconds(50));
            return isSo;
        }
    }

    [Theory]
    [InlineData(null, WorkClass.Standard, 6_000, "m@near")]
    [InlineData(null, WorkClass.Standard, 35_000, "m@far")]
    [InlineData(null, WorkClass.Critical, 35_000, "m@near")]
    [InlineData(WorkClass.Critical, WorkClass.Standard, 35_000, "m@near")]
    [InlineData(null, WorkClass.Sheddable, 20_000, "m@far")]
    public async Task Engine_ThatWasFilledSinceTheDecision_RefusesBySecondsAsTheDecisionWouldHave(WorkClass? own, WorkClass ofRoute, int tokens, string endpoint)
    {
        AdoptEngines(ofRoute);
        var near = _rig.Views.Current.Endpoints["m@near"];
        var prompt = new Late(() => Enumerable.Range(0, 3).ToList().ForEach(_ => near.Stats.Work.Begin(tokens / 3, 0)));

        await using var turn = await BeginAsync(own, prompt);

        Assert.Equal(endpoint, turn.Answer.Attempt.Endpoint);
    }

    // Two engines that read 10,000 tokens a second; the first is asked first.
    private void AdoptEngines(WorkClass workClass)
    {
        foreach (var node in (string[])["near", "far"])
        {
            _rig.Engines.Take(node, 1, new EngineReport { Node = node, Engine = "e", State = EngineState.Ready, Epoch = 1, Relay = "https://10.0.0.7:8093", Models = [new EngineModel("m")] });
        }

        _rig.Adopt(new CatalogDocument
        {
            Providers = [new ProviderEntry { Name = "p", Kind = ProviderKind.OpenAICompatible }],
            Models = [new ModelEntry { Name = "m" }],
            Endpoints = [new EndpointEntry { Name = "m", Provider = "p", Model = "m", UpstreamModel = "m", Node = "*" }],
            Routes = [new RouteEntry { Name = "r", Candidates = ["m@near"], Fallbacks = ["m@far"], Class = workClass, Deadline = TimeSpan.FromSeconds(30) }],
        });
        Assert.Equal(2, _rig.Views.Current.Endpoints.Count);
        foreach (var endpoint in _rig.Views.Current.Endpoints.Values)
        {
            endpoint.Stats.Work.Follow(1, 10_000);
        }
    }

    private void Fill(params string[] endpoints)
    {
        foreach (var endpoint in endpoints)
        {
            _upstream.Faults[endpoint] = UpstreamFaultKind.Full;
        }
    }

    private Task<Grains.Turns.Turn> BeginAsync(WorkClass? workClass = null, IModelPrompt? prompt = null)
    {
        var request = new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart("hello")] }] };
        var query = new RouteQuery { Target = "r", InputTokensExpected = 10, Class = workClass, MayRaiseClass = true };
        return _rig.Turns.BeginAsync(new ChatTask(query, request, streaming: true) { Prompt = prompt }, CancellationToken.None);
    }

    // Between the decision and the gate, others come there too.
    private sealed class Late(Action before) : IModelPrompt
    {
        private Action? _before = before;

        public ValueTask<ChatTask> MakeAsync(ChatTask task, EndpointEntry endpoint, ModelEntry model, ProviderEntry provider, CancellationToken cancellationToken)
        {
            Interlocked.Exchange(ref _before, null)?.Invoke();
            return ValueTask.FromResult(new ChatTask(task.Query, task.Request, task.Streaming));
        }
    }
}
