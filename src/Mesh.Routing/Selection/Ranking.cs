using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Routing.Cost;
using Mesh.Routing.Snapshots;

namespace Mesh.Routing.Selection;

/// <summary>Judges and orders the candidates of one decision, group after group.</summary>
internal sealed class Ranking(RouteQuery query, RouteEntry route, Prefer prefer, Func<double> draw)
{
    private const int AssumedAnswerTokens = 300;
    private const double AssumedFirstTokenSeconds = 0.5;
    private const double AssumedTokenSeconds = 0.02;
    private readonly List<Ranked> _eligible = [];
    private readonly List<Candidate> _excluded = [];
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);

    public int Eligible => _eligible.Count;

    public void Add(ServedEndpoint[] group)
    {
        var from = _eligible.Count;
        foreach (var endpoint in group)
        {
            if (_seen.Add(endpoint.Name))
            {
                Judge(endpoint);
            }
        }

        Order(from);
    }

    public Candidate[] Finish()
    {
        var all = new Candidate[_eligible.Count + _excluded.Count];
        for (var i = 0; i < _eligible.Count; i++)
        {
            all[i] = _eligible[i].Candidate;
        }

        _excluded.CopyTo(all, _eligible.Count);
        return all;
    }

    private void Judge(ServedEndpoint endpoint)
    {
        var price = endpoint.Price;
        var answer = Math.Min(query.MaxOutputTokens ?? AssumedAnswerTokens, endpoint.Model.MaxOutputTokens ?? int.MaxValue);
        var cost = (double)Pricing.Cost(new TokenUsage { Input = query.InputTokensExpected, Output = answer }, price);
        var stats = endpoint.Stats;
        var seconds = (stats.FirstTokenSeconds > 0 ? stats.FirstTokenSeconds : AssumedFirstTokenSeconds)
            + (answer * (stats.TokenSeconds > 0 ? stats.TokenSeconds : AssumedTokenSeconds));
        var load = (double)stats.InFlight / Math.Max(1, stats.ConcurrencyLimit ?? 64);
        var candidate = new Candidate
        {
            Endpoint = endpoint.Name,
            Model = endpoint.Model.Name,
            Excluded = Exclude(endpoint, cost),
            Quality = endpoint.Quality,
            CostUsd = cost,
            CostEstimated = price.Source == PriceSource.Default,
            Seconds = seconds,
            Load = load,
        };
        if (candidate.Excluded == Exclusion.None)
        {
            _eligible.Add(new Ranked(candidate, BalanceKey(endpoint, candidate)));
        }
        else
        {
            _excluded.Add(candidate);
        }
    }

    private Exclusion Exclude(ServedEndpoint endpoint, double cost)
    {
        var model = endpoint.Model;
        var ceiling = query.MaxCostUsd ?? route.MaxCostUsd;
        return model.State is ModelState.Proposed or ModelState.Retired ? Exclusion.Lifecycle
            : (model.Capabilities & query.Needs) != query.Needs ? Exclusion.Capability
            : !Fits(model) ? Exclusion.ContextLength
            : ceiling is { } most && cost > (double)most ? Exclusion.Cost
            : route.MinQuality is { } least && endpoint.Quality < least ? Exclusion.Quality
            : !endpoint.Stats.Circuit.Admits ? Exclusion.Unhealthy
            : endpoint.Stats.ConcurrencyLimit is { } limit && endpoint.Stats.InFlight >= limit ? Exclusion.Full
            : Exclusion.None;
    }

    // By the expected count: the bound by bytes would refuse prompts that fit.
    private bool Fits(ModelEntry model) =>
        model.ContextTokens is not { } context || query.InputTokensExpected + (query.MaxOutputTokens ?? 0) <= context;

    // Lower is asked first.
    private double BalanceKey(ServedEndpoint endpoint, Candidate candidate) => route.Balance switch
    {
        Balance.Fastest => candidate.Seconds,
        Balance.Cheapest => candidate.CostUsd,
        Balance.Priority => endpoint.Entry.Priority,
        // Efraimidis and Spirakis (2006): the least of -ln(u)/w falls on each with probability w over the sum.
        Balance.Weighted => -Math.Log(1 - draw()) / Math.Max(endpoint.Entry.Weight, 1e-9),
        _ => candidate.Load,
    };

    private void Order(int from)
    {
        var count = _eligible.Count - from;
        if (count < 2)
        {
            return;
        }

        var group = _eligible.GetRange(from, count);
        var dearest = Math.Max(group.Max(r => r.Candidate.CostUsd), 1e-12);
        var slowest = Math.Max(group.Max(r => r.Candidate.Seconds), 1e-12);
        var best = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < count; i++)
        {
            var score = Utility(group[i].Candidate, dearest, slowest);
            group[i] = group[i] with { Candidate = group[i].Candidate with { Score = score }, Tie = draw() };
            best[group[i].Candidate.Model] = Math.Max(score, best.GetValueOrDefault(group[i].Candidate.Model, double.NegativeInfinity));
        }

        group.Sort((a, b) => Compare(a, b, best));
        for (var i = 0; i < count; i++)
        {
            _eligible[from + i] = group[i];
        }
    }

    private static int Compare(Ranked a, Ranked b, Dictionary<string, double> best)
    {
        var byModel = best[b.Candidate.Model].CompareTo(best[a.Candidate.Model]);
        byModel = byModel != 0 ? byModel : string.CompareOrdinal(a.Candidate.Model, b.Candidate.Model);
        var byEndpoint = byModel != 0 ? byModel : a.Key.CompareTo(b.Key);
        return byEndpoint != 0 ? byEndpoint : a.Tie.CompareTo(b.Tie);
    }

    // Quality against cost and time, each as a share of the group's largest so that the weights have a meaning.
    private double Utility(Candidate candidate, double dearest, double slowest)
    {
        var (quality, cost, seconds) = prefer switch
        {
            Prefer.Best => (1.0, 0.01, 0.01),
            Prefer.Fast => (0.05, 0.01, 1.0),
            Prefer.Cheap => (0.05, 1.0, 0.01),
            _ => (1.0, 0.3, 0.2),
        };
        return (quality * candidate.Quality) - (cost * candidate.CostUsd / dearest) - (seconds * candidate.Seconds / slowest);
    }

    private readonly record struct Ranked(Candidate Candidate, double Key, double Tie = 0);
}
