using System.Globalization;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Routing.Selection;
using Mesh.Routing.Signals.Rules;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Selecting;

/// <summary>The node answers whose forecast has the best utility for the request, as the router chooses among models; the next best where it fails.</summary>
internal sealed class SelectNode(string route, SelectEntry entry) : IPlanNode
{
    private const int MostTold = 4;

    private readonly IPlanNode[] _nodes = [.. entry.Options.Select(o => PlanNodes.Under(route, o.Node))];

    public NodeEntry Entry => entry;

    public async Task<PlanAnswer> AnswerAsync(ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        var facts = scope.Run.Calls.FactsOf(route, task);
        var forecaster = new Forecaster(scope.Run.Calls, facts, task, scope.Depth + 1);
        var summed = entry.Options.Select(o => forecaster.Of(route, o.Node)).ToArray();

        // A caller's own plan may call its options what it likes: nothing is known of them, and nothing learned.
        var judged = Judge([.. entry.Options.Select((o, i) => (i, Known(o, summed[i], facts, scope.Run.IsSent ? null : scope.Run.Calls.Options)))], Weights(task, scope), scope);
        judged = await scope.SameAsync("order", () => judged, Order, order => [.. order.Split(' ').Select(place => judged.First(j => j.Place == int.Parse(place, CultureInfo.InvariantCulture)))]);
        scope.Trace.Note(string.Join("; ", judged.Take(MostTold).Select(j => Told(entry.Options[j.Place].Name, j.Forecast))));
        var answer = await FirstAnswer.OfAsync(scope, [.. judged.Select(j => (entry.Options[j.Place].Name, _nodes[j.Place]))], task, cancellationToken);
        answer.Use();
        if (!scope.Run.IsSent)
        {
            Learn(scope, scope.Trace.Last, summed);
        }

        return answer;
    }

    private void Learn(PlanScope scope, NodeTrace chosen, Forecast?[] summed)
    {
        var place = entry.Options.Index().First(o => o.Item.Name == chosen.Place).Index;
        scope.Trace.CountAs(Name(entry.Options[place]));
        if (scope.Run.Calls.Options is { } options && summed[place] is { } forecast)
        {
            chosen.WhenOver(report => options.Learn(Name(entry.Options[place]), forecast, report));
        }
    }

    // Those that fit into budget and time first, by utility; then the others, and last those of which nobody could answer now.
    private static (int Place, Forecast? Forecast)[] Judge(IReadOnlyList<(int Place, Forecast? Forecast)> options, UtilityWeights weights, PlanScope scope)
    {
        var known = options.Select(o => o.Forecast).OfType<Forecast>().ToArray();
        var (dearest, slowest) = (known.Select(f => f.CostUsd).Append(1e-12).Max(), known.Select(f => f.Seconds).Append(1e-12).Max());
        return [.. options.OrderBy(o => o.Forecast is not { } f ? 2 : Fits(f, scope) ? 0 : 1).ThenByDescending(o => o.Forecast is { } f ? Utility(f) : 0)];

        double Utility(Forecast f) => (weights.Quality * f.Quality) - (weights.Cost * f.CostUsd / dearest) - (weights.Seconds * f.Seconds / slowest) - (weights.Risk * f.Risk);
    }

    private static string Order((int Place, Forecast? Forecast)[] judged) => string.Join(' ', judged.Select(j => j.Place));

    private static bool Fits(Forecast forecast, PlanScope scope) =>
        forecast.Seconds <= scope.Left.TotalSeconds && (scope.Budget.UsdLeft is not { } left || forecast.CostUsd <= (double)left);

    private Forecast? Known(SelectOption option, Forecast? summed, RequestFacts facts, OptionLedger? past)
    {
        if (summed is not { } forecast)
        {
            return null;
        }

        var said = option.Quality.Count > 0 ? facts.Figure(option.Quality) : null;
        forecast = said is { } quality ? forecast with { Quality = quality } : forecast;
        var name = Name(option);
        return past is null ? forecast
            : facts.Quality(name, forecast.Quality, said is not null) is { } learned ? past.Corrected(name, forecast) with { Quality = learned.Mean, Outcomes = learned.Outcomes }
            : past.Corrected(name, forecast);
    }

    private string Name(SelectOption option) => $"select {route}/{option.Name}";

    // Who says it last and most closely: the caller, then the node, then the route.
    private UtilityWeights Weights(ChatTask task, PlanScope scope) =>
        (task.Query.Weights is not null || task.Query.Prefer is not null ? scope.Run.Decision.Weights : null)
        ?? entry.Weights
        ?? (entry.Prefer is { } prefer ? MeritWeights.Of(prefer) : null)
        ?? scope.Run.Decision.Weights
        ?? MeritWeights.Of(Prefer.Balanced);

    private static string Told(string name, Forecast? forecast) => forecast is { } f
        ? string.Create(CultureInfo.InvariantCulture, $"{name}: quality {f.Quality:0.00}{(f.Outcomes >= 1 ? $" after {f.Outcomes:0} outcomes" : "")}, {f.CostUsd:0.######} USD, {f.Seconds:0.0} s")
        : $"{name}: nobody could answer";
}
