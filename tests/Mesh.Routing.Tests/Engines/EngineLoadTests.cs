using Mesh.Contracts.Catalog;
using Mesh.Contracts.Cluster;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Routing;
using Mesh.Routing.Engines;
using Mesh.Routing.Health;
using Mesh.Routing.Load;
using Mesh.Routing.Selection;
using Mesh.Routing.Snapshots;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Engines;

public sealed class EngineLoadTests
{
    private static readonly ulong[] s_prompt = [.. Enumerable.Range(1, 80).Select(i => (ulong)i)];
    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<string, EndpointStats> _stats = [];
    private readonly ModelPrefixes _prefixes = new();
    private readonly ModelDemand _demand;

    public EngineLoadTests() => _demand = new ModelDemand(_time);

    [Fact]
    public void Decide_UnreadTokens_OutweighTheNumberOfRequests()
    {
        var view = View();
        Enumerable.Range(0, 3).ToList().ForEach(_ => view.Endpoints["m@a"].Stats.TryEnter());
        view.Endpoints["m@b"].Stats.TryEnter();
        view.Endpoints["m@b"].Stats.Work.Begin(30_000, 30_000);

        Assert.Equal("m@a", Decide(view).Candidates[0].Endpoint);
        view.Endpoints["m@a"].Stats.Work.PeersUnread = 60_000;
        Assert.Equal("m@b", Decide(view).Candidates[0].Endpoint);
    }

    [Fact]
    public void Decide_EngineThatHasThePrompt_IsAskedAndSaysHowMuchOfIt()
    {
        var view = View();
        view.Endpoints["m@b"].Prefixes!.Send(view.Endpoints["m@b"].PrefixPlace, s_prompt.AsSpan(0, 60));
        view.Endpoints["m@b"].Stats.Work.Begin(20_000, 20_000);

        var first = Decide(view).Candidates[0];

        Assert.Equal(("m@b", 0.75f), (first.Endpoint, first.Parts.CachedShare));
        Assert.Equal(2f, first.Parts.Queue);
        Assert.Equal(0.25f * 10_000 / 10_000, first.Parts.Prefill);
        Assert.Equal(first.Parts.Queue + first.Parts.Prefill + first.Parts.Decode + first.Parts.Network + (300 * 0.02), first.Seconds, 3);
    }

    [Fact]
    public void Decide_EngineThatHasStartedAnew_HasNothingCached()
    {
        var view = View();
        view.Endpoints["m@b"].Prefixes!.Send(view.Endpoints["m@b"].PrefixPlace, s_prompt);
        _prefixes.Follow("m@b", 1);
        _prefixes.Send(view.Endpoints["m@b"].PrefixPlace, s_prompt);
        Assert.Equal(1f, Decide(view).Candidates.Single(c => c.Endpoint == "m@b").Parts.CachedShare);

        _prefixes.Follow("m@b", 2);

        Assert.Equal(0f, Decide(view).Candidates.Single(c => c.Endpoint == "m@b").Parts.CachedShare);
    }

    [Fact]
    public void Decide_ConversationThatWasAnsweredThere_CountsItsCachedTokens()
    {
        var view = View();

        var decision = Decide(view, new CacheAffinity("m@b", "m", 9000));

        Assert.Equal(("m@b", 0.9f), (decision.Candidates[0].Endpoint, decision.Candidates[0].Parts.CachedShare));
    }

    [Fact]
    public void Decide_SaturatedEngines_AreFullForAllButTheCritical()
    {
        var view = View();
        foreach (var endpoint in view.Endpoints.Values)
        {
            Enumerable.Range(0, EngineRoom.FewPrompts).ToList().ForEach(_ => endpoint.Stats.Work.Begin(10_000, 10_000));
        }

        Assert.All(Decide(view).Candidates, c => Assert.Equal(Exclusion.Full, c.Excluded));
        Assert.Equal(2, Decide(view, workClass: WorkClass.Critical).Eligible);
    }

    // However long one book takes to read.
    [Fact]
    public void Decide_FewLongPrompts_AreNoSaturation()
    {
        var view = View();
        view.Endpoints["m@a"].Stats.Work.Begin(500_000, 0);

        Assert.Equal(2, Decide(view).Eligible);
    }

    // Else each silo would give the engine its own few.
    [Fact]
    public void Decide_LongPromptsOfOtherSilos_AreAmongTheFew()
    {
        var view = View();
        var work = view.Endpoints["m@a"].Stats.Work;
        work.Begin(500_000, 0);
        (work.PeersUnread, work.PeersPrompts) = (500_000, EngineRoom.FewPrompts - 2);
        Assert.Equal(2, Decide(view).Eligible);

        work.PeersPrompts++;
        Assert.Equal(1, Decide(view).Eligible);
    }

    [Fact]
    public void Decide_SaturatedEngineWhoseCircuitAwaitsATrial_GetsIt()
    {
        var view = View();
        var circuit = view.Endpoints["m@a"].Stats.Circuit;
        for (var i = 0; i < Circuit.FailuresToOpen; i++)
        {
            circuit.Fail(circuit.Begin(trial: false, isStream: true), CircuitCause.ServerError);
        }

        foreach (var endpoint in view.Endpoints.Values)
        {
            Enumerable.Range(0, EngineRoom.FewPrompts).ToList().ForEach(_ => endpoint.Stats.Work.Begin(10_000, 10_000));
        }

        Assert.Equal(0, Decide(view).Eligible);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(("m@a", 1), (Decide(view).Candidates[0].Endpoint, Decide(view).Eligible));
        Assert.False(ModelRoom.IsSaturated(view, view.Endpoints["m@a"], new RouteQuery { Target = "m" }));
    }

    // Each decision and each gate asks it.
    [Fact]
    public void IsSaturated_OfAnEngine_AllocatesNothing()
    {
        var view = View();
        var (engine, query) = (view.Endpoints["m@a"], new RouteQuery { Target = "m", Caller = new RouteCaller("t", "p", "k") });
        _demand.Count(WorkClass.Standard, "t", 1000);
        Ask();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Ask();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Ask()
        {
            for (var i = 0; i < 100; i++)
            {
                Assert.False(ModelRoom.IsSaturated(view, engine, query));
            }
        }
    }

    [Fact]
    public void Decide_TenantOfMoreThanItsShare_LeavesTheOthersAnEngine()
    {
        var view = View();
        for (var i = 0; i < 60; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _demand.Count(WorkClass.Standard, "greedy", 100_000);
            _demand.Count(WorkClass.Standard, "a", 10_000);
            _demand.Count(WorkClass.Standard, "b", 10_000);
        }

        Assert.Equal((2, 2), (EligibleTo("greedy"), EligibleTo("a")));
        view.Endpoints["m@a"].Stats.Work.Begin(30_000, 30_000);
        Assert.Equal((0, 2), (EligibleTo("greedy"), EligibleTo("a")));

        int EligibleTo(string tenant) => Decide(view, tenant: tenant).Eligible;
    }

    [Fact]
    public void Work_OfARequest_CountsUntilItsFirstTokenAndItsEnd()
    {
        var work = new EndpointWork(_time) { PeersUnread = 1000 };
        work.Follow(1, 10_000);
        var (first, second) = (work.Begin(8000, 9000), work.Begin(500, 600));
        Assert.Equal((8500, 2, 9600, 9500), (work.Unread, work.Prompts, work.Held, second.Before));

        _time.Advance(TimeSpan.FromSeconds(10));
        work.Read(first);
        work.Read(first);
        Assert.Equal((500, 1, 9600), (work.Unread, work.Prompts, work.Held));
        Assert.InRange(work.Rate.TokensASecond, 2000, 5000);

        work.End(second);
        work.End(second);
        work.End(first);
        Assert.Equal((0, 0, 0), (work.Unread, work.Prompts, work.Held));
    }

    [Fact]
    public void Sweep_WhatBeganTooLongAgo_IsEnded()
    {
        var work = new EndpointWork(_time);
        var lost = work.Begin(8000, 9000);
        _time.Advance(TimeSpan.FromSeconds(50));
        work.Begin(100, 200);
        Assert.Equal(0, work.Sweep(TimeSpan.FromSeconds(60)));

        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(1, work.Sweep(TimeSpan.FromSeconds(60)));
        Assert.Equal((100, 1, 200), (work.Unread, work.Prompts, work.Held));
        work.End(lost);
        Assert.Equal((100, 1, 200), (work.Unread, work.Prompts, work.Held));
    }

    [Fact]
    public void Work_FromManyThreads_ComesBackToNothing()
    {
        var work = new EndpointWork(TimeProvider.System);

        Parallel.For(0, 20_000, i =>
        {
            var piece = work.Begin(i, i);
            if (i % 3 != 0)
            {
                work.Read(piece);
            }

            work.End(piece);
        });

        Assert.Equal((0, 0, 0), (work.Unread, work.Prompts, work.Held));
    }

    [Fact]
    public void Prefixes_EndpointsThatComeAndGo_TakeNoMoreRoom()
    {
        for (var i = 0; i < 1000; i++)
        {
            var name = $"m@{i}";
            _prefixes.Send(_prefixes.Place(name, 100_000), s_prompt);
            _prefixes.Keep(n => n == name);
        }

        Assert.InRange(_prefixes.Endpoints, 1, 2);
    }

    private static RouteDecision Decide(MeshView view, CacheAffinity? affinity = null, WorkClass? workClass = null, string tenant = "t") => Router.Decide(
        view,
        new RouteQuery
        {
            Target = "m",
            InputTokensAtMost = 40_000,
            InputTokensExpected = 10_000,
            Prefix = affinity is null ? [.. s_prompt] : [],
            Affinity = affinity,
            Class = workClass,
            Caller = new RouteCaller(tenant, "p", "k"),
        },
        () => 0.5,
        "d");

    private static EngineReport Report(string node) => new()
    {
        Node = node,
        Engine = "e1",
        State = EngineState.Ready,
        Epoch = 1,
        Relay = "https://10.0.0.7:8093",
        Models = [new EngineModel("m")],
    };

    private MeshView View()
    {
        var view = MeshView.Build(
            1,
            new CatalogDocument
            {
                Providers = [new ProviderEntry { Name = "p", Kind = ProviderKind.OpenAICompatible }],
                Models = [new ModelEntry { Name = "m" }],
                Endpoints = [new EndpointEntry { Name = "m", Provider = "p", Model = "m", UpstreamModel = "m", Node = "*" }],
            },
            name => _stats.TryGetValue(name, out var known) ? known : _stats[name] = new EndpointStats(name, new Circuit(_time), _time),
            [new LiveEngine(Report("a")), new LiveEngine(Report("b"))],
            prefixes: _ => _prefixes,
            demands: _ => _demand);
        foreach (var endpoint in view.Endpoints.Values)
        {
            endpoint.Stats.Work.Follow(1, 10_000);
        }

        return view;
    }
}
