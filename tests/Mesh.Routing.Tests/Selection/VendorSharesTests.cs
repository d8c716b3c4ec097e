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

    private Dictionary<string, int> Ask(int times)
    {
        var asked = new Dictionary<string, int> { ["good"] = 0, ["other"] = 0 };
        for (var i = 0; i < times; i++)
        {
            var first = Decide().Candidates[0];
            asked[first.Model]++;
            _shares.Add(s_route, first.Model);
        }

        return asked;
    }

    private RouteDecision Decide() => Router.Decide(View(), MeshBuilder.Query("r"), () => 0.5, "d", _shares);

    // Each vendor serves the model of its own name.
    private MeshView View() => MeshView.Build(
        1,
        new CatalogDocument
        {
            Providers = [new ProviderEntry { Name = "good", Kind = ProviderKind.OpenAI }, new ProviderEntry { Name = "other", Kind = ProviderKind.OpenAI }],
            Models = [MeshBuilder.Model("good", 0.9), MeshBuilder.Model("other", 0.5)],
            Endpoints = [MeshBuilder.Endpoint("at-good", "good") with { Provider = "good" }, MeshBuilder.Endpoint("at-other", "other") with { Provider = "other" }],
            Routes = [s_route],
        },
        name => _stats.TryGetValue(name, out var stats) ? stats : _stats[name] = new EndpointStats(name, new Circuit(_time)));
}
