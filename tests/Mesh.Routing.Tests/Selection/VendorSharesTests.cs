using Mesh.Contracts.Catalog;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Routing;
using Mesh.Routing.Health;
using Mesh.Routing.Selection;
using Mesh.Routing.Snapshots;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Selection;

public sealed class VendorSharesTests
{
    private static readonly RouteEntry s_route = new() { Name = "r", Prefer = Prefer.Best, MaxVendorShare = 0.6 };
    private readonly FakeTimeProvider _time = new();
    private readonly VendorShares _shares;
    private RouteEntry _route = s_route;
    private readonly Dictionary<string, EndpointStats> _stats = [];

    public VendorSharesTests() => _shares = new VendorShares(_time);

    [Fact]
    public void Requests_OfARouteWithABound_GoToOthersBeyondIt()
    {
        var asked = Ask(1000);

        Assert.InRange(asked["good"], 590, 610);
        Assert.Equal(1000, asked["good"] + asked["other"]);
    }

    [Fact]
    public void Requests_ThatAreFew_AreNotBound() => Assert.Equal(VendorShares.FewRequests, Ask(VendorShares.FewRequests)["good"]);

    [Fact]
    public void Window_ThatHasPassed_CountsNoMore()
    {
        Ask(100);
        Assert.NotNull(_shares.Sated(s_route));

        _time.Advance(TimeSpan.FromMinutes(VendorShares.Minutes));

        Assert.Null(_shares.Sated(s_route));
    }

    [Fact]
    public void Vendor_ThatHasHadItsShare_ServesAllTheSameWhenNobodyElseCan()
    {
        Ask(100);
        _stats["at-other"].ConcurrencyLimit = 0;

        var decision = Decide();

        Assert.Equal(("good", 1), (decision.Candidates[0].Model, decision.Eligible));
    }

    [Fact]
    public void Vendor_ThatHasHadItsShare_IsLeftOutWithThatReason()
    {
        Ask(100);
        while (_shares.Sated(s_route)?.Contains("good") != true)
        {
            _shares.Add(s_route, "good");
        }

        Assert.Contains(Decide().Candidates, c => c is { Model: "good", Excluded: Exclusion.VendorShare });
    }

    // The good one costs four times as much: of 60% of the spend it may answer 27% of the requests.
    [Fact]
    public void Spend_OfARouteWithABound_IsKeptByWhatRequestsCost()
    {
        _route = s_route with { MaxVendorShare = null, MaxVendorSpend = 0.6 };
        var asked = Ask(1000, model => model == "good" ? 0.04m : 0.01m);

        Assert.InRange(asked["good"], 260, 290);
        Assert.InRange(asked["good"] * 4.0 / ((asked["good"] * 4) + asked["other"]), 0.57, 0.61);
    }

    [Fact]
    public void Spend_ThatIsNone_BoundsNobody()
    {
        _route = s_route with { MaxVendorShare = null, MaxVendorSpend = 0.6 };

        Assert.Equal(100, Ask(100, _ => 0)["good"]);
    }

    [Fact]
    public void Bounds_OfRequestsAndSpend_BothCount()
    {
        _route = s_route with { MaxVendorShare = 0.9, MaxVendorSpend = 0.6 };
        Assert.InRange(Ask(1000, _ => 0.01m)["good"], 590, 610);

        _route = s_route with { Name = "r2", MaxVendorShare = 0.55, MaxVendorSpend = 0.9 };
        Assert.InRange(Ask(1000, _ => 0.01m)["good"], 540, 560);
    }

    private Dictionary<string, int> Ask(int times, Func<string, decimal>? cost = null)
    {
        var asked = new Dictionary<string, int> { ["good"] = 0, ["other"] = 0 };
        for (var i = 0; i < times; i++)
        {
            var first = Decide().Candidates[0];
            asked[first.Model]++;
            _shares.Add(_route, first.Model);
            _shares.Spent(_route, first.Model, cost?.Invoke(first.Model) ?? 0);
        }

        return asked;
    }

    private RouteDecision Decide() => Router.Decide(View(), MeshBuilder.Query(_route.Name), () => 0.5, "d", _shares);

    // Each vendor serves the model of its own name.
    private MeshView View() => MeshView.Build(
        1,
        new CatalogDocument
        {
            Providers = [new ProviderEntry { Name = "good", Kind = ProviderKind.OpenAI }, new ProviderEntry { Name = "other", Kind = ProviderKind.OpenAI }],
            Models = [MeshBuilder.Model("good", 0.9), MeshBuilder.Model("other", 0.5)],
            Endpoints = [MeshBuilder.Endpoint("at-good", "good") with { Provider = "good" }, MeshBuilder.Endpoint("at-other", "other") with { Provider = "other" }],
            Routes = [_route],
        },
        name => _stats.TryGetValue(name, out var stats) ? stats : _stats[name] = new EndpointStats(name, new Circuit(_time)));
}
