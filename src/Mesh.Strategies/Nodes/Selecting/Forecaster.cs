using System.Runtime.CompilerServices;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Routing.Signals.Rules;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Selecting;

/// <summary>
/// Tells what nodes would give and take for one request, without asking anybody: of leaves as the router predicts it, of nodes above them as sums and longest ways.
/// </summary>
/// <param name="calls">Who decides for leaves.</param>
/// <param name="facts">The request.</param>
/// <param name="task">The same.</param>
/// <param name="depth">Nodes above.</param>
internal sealed class Forecaster(IModelCalls calls, RequestFacts facts, ChatTask task, int depth)
{
    // One object stands for one leaf, so that the router resolves its names once.
    private static readonly ConditionalWeakTable<SingleEntry, PlanLeaf> s_leaves = [];

    /// <summary>The forecast of a node; null where nobody could answer now.</summary>
    /// <param name="route">The plan's route.</param>
    /// <param name="node">The node.</param>
    public Forecast? Of(string route, NodeEntry node) => Of(route, node, depth);

    private Forecast? Of(string route, NodeEntry node, int above) => above > NodeEntry.MaxDepth ? null : node switch
    {
        SingleEntry single => Leaf(route, single, above),
        FallbackEntry fallback => fallback.Tried.Select(n => Of(route, n, above + 1)).FirstOrDefault(f => f is not null),
        GateEntry gate => Beside(gate.Experts.Where(e => e.Condition is null || facts.Holds(ReadyCondition.Of(e.Condition)))
            .OrderByDescending(e => e.Weight * (e.Tasks.Count == 0 ? 1 : facts.Worth(e.Tasks))).Take(gate.Top).Select(e => Of(route, e.Node, above + 1))) ?? (gate.Fallback is { } other ? Of(route, other, above + 1) : null),
        SelectEntry select => select.Options.Select(o => Of(route, o.Node, above + 1)).OrderByDescending(f => f?.Quality ?? -1).FirstOrDefault(),
        CascadeEntry cascade => Tiers(cascade.Tiers.Select(t => (t.Accept?.Accepted ?? 0, Of(route, t.Node, above + 1)))),
        PipelineEntry pipeline => After(pipeline.Steps.Select(s => (s.Optional, Of(route, s.Node, above + 1)))),
        _ => node.AreAskedAtOnce ? Beside(node.Nodes.Select(n => Of(route, n, above + 1))) : After(node.Nodes.Select(n => (true, Of(route, n, above + 1)))),
    };

    private Forecast? Leaf(string route, SingleEntry single, int above)
    {
        try
        {
            var leaf = single.Route is null ? s_leaves.GetValue(single, s => new PlanLeaf(route, s.Candidates, s.Prefer)) : null;
            var quote = calls.Quote(new ModelCall(single.Route ?? route, leaf, task, task.Query.MaxCostUsd));
            if (quote.Plan is { } plan)
            {
                return Of(quote.Decision.AnsweredBy, plan, above + 1);
            }

            if (quote.Decision.Eligible == 0)
            {
                return null;
            }

            // What is predicted of this request goes before what is known of its class.
            var first = quote.Decision.Candidates[0];
            var quality = quote.Decision.Prediction is not null ? first.Quality : facts.Quality(first.Model) ?? first.Quality;
            return new Forecast(quality, first.CostUsd, first.Seconds, first.Risk);
        }
        catch (MeshException)
        {
            // A rule of the leaf's route refuses.
            return null;
        }
    }

    // Each tier as often as those before it are not accepted, as far as that is written.
    private static Forecast? Tiers(IEnumerable<(double Accepted, Forecast? Forecast)> tiers)
    {
        Forecast? sum = null;
        var reached = 1.0;
        foreach (var (accepted, next) in tiers)
        {
            if (next is { } tier)
            {
                var part = tier with { CostUsd = reached * tier.CostUsd, Seconds = reached * tier.Seconds };
                sum = sum is { } before ? before.Then(part) : part;
                reached *= 1 - accepted;
            }
        }

        return sum;
    }

    private static Forecast? Beside(IEnumerable<Forecast?> all) => all.OfType<Forecast>().Select(f => (Forecast?)f).Aggregate((Forecast?)null, (sum, next) => sum is { } before ? before.Beside(next!.Value) : next);

    private static Forecast? After(IEnumerable<(bool Optional, Forecast? Forecast)> all)
    {
        Forecast? sum = null;
        foreach (var (optional, next) in all)
        {
            if (next is null && !optional)
            {
                return null;
            }

            sum = next is not { } later ? sum : sum is { } before ? before.Then(later) : later;
        }

        return sum;
    }
}
