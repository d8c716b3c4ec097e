using System.Diagnostics.Metrics;
using Mesh.Contracts.Routing;
using Mesh.Routing.Quality;

namespace Mesh.Grains.Telemetry;

/// <summary>What decisions went by, and how they look once their outcome is known.</summary>
internal sealed class RoutingCounters
{
    private readonly Counter<long> _rules;
    private readonly Counter<long> _judged;
    private readonly Counter<double> _regret;

    public RoutingCounters(Meter meter)
    {
        _rules = meter.CreateCounter<long>("meshsilo.router.rules", "{decision}", "Decisions in which a rule of a route fired, by route and rule.");
        _judged = meter.CreateCounter<long>("meshsilo.router.judged", "{decision}", "Choices between models whose outcome is known, by route, and whether they were the best.");
        _regret = meter.CreateCounter<double>("meshsilo.router.regret", "1", "What those choices lost against the best candidate in hindsight.");
    }

    /// <summary>A decision was made. Names of rules are the catalogue's.</summary>
    public void Decided(RouteDecision decision)
    {
        if (decision.Rules.Count > 0)
        {
            foreach (var rule in decision.RuleNames)
            {
                _rules.Add(1, MeshInstruments.Label("rule", rule));
            }
        }
    }

    /// <summary>The outcome of a choice between models is known.</summary>
    /// <param name="route">The name that was asked for.</param>
    /// <param name="hindsight">How the choice looks now.</param>
    public void Judged(string route, Hindsight hindsight)
    {
        var label = MeshInstruments.Label("route", route);
        _judged.Add(1, label, MeshInstruments.Label("result", hindsight.WasBest ? "best" : "other"));
        _regret.Add(hindsight.Regret, label);
    }
}
