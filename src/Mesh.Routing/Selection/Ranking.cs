using System.Buffers;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Cluster;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Routing;
using Mesh.Routing.Health;
using Mesh.Routing.Load;
using Mesh.Routing.Prediction;
using Mesh.Routing.Signals.Data;
using Mesh.Routing.Snapshots;

namespace Mesh.Routing.Selection;

/// <summary>
/// Judges and orders the candidates of one decision, group after group. It works on rented arrays of plain values; the
/// decision's own record is all that it allocates for each candidate.
/// </summary>
internal sealed class Ranking(MeshView view, RouteQuery query, RouteEntry route, UtilityWeights weights, Func<double> draw, int most) : IDisposable
{
    private const double AssumedFirstTokenSeconds = 0.5;
    private const double AssumedTokenSeconds = 0.02;
    private const int AssumedConcurrency = 64;
    private static readonly TimeSpan s_unknown = TimeSpan.FromSeconds(1);
    private readonly Judged[] _eligible = ArrayPool<Judged>.Shared.Rent(most);
    private readonly Judged[] _excluded = ArrayPool<Judged>.Shared.Rent(most);
    private readonly double[] _modelScores = ArrayPool<double>.Shared.Rent(Math.Max(1, view.Document.Models.Count));
    private readonly bool[] _seen = Cleared(view.Endpoints.Count);
    private readonly EngineRanking _engines = new(view, query, draw);
    private readonly double? _ceiling = (double?)(query.MaxCostUsd ?? route.MaxCostUsd);
    private EngineRoom?[]? _rooms;
    private bool[]? _allowed;
    private int _excludedCount;
    private int _suspects;
    private int _groups;

    public int Eligible { get; private set; }

    /// <summary>Data classes that a model must be allowed to see.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>Quality at the request's task by a model's place; null where the task is not told.</summary>
    public double[]? Qualities { get; init; }

    /// <summary>What the learned router says; null where it was not asked.</summary>
    public Foresight? Foresight { get; init; }

    /// <summary>Vendors that have had their share of the route; null for none.</summary>
    public IReadOnlySet<string>? Sated { get; init; }

    /// <summary>Shortest time until a candidate that is full, cools down or is out may be asked again; null where there is none such.</summary>
    public TimeSpan? FullFor { get; private set; }

    public void Add(TargetView target, bool isFallback, bool[]? allowed = null)
    {
        _allowed = allowed;
        for (var i = 0; i < target.Groups.Count; i++)
        {
            Add(target.Groups[i], isFallback || i > 0);
        }
    }

    public Candidate[] Finish()
    {
        var all = new Candidate[Eligible + _excludedCount];
        var (next, last) = (0, Eligible - _suspects);
        for (var i = 0; i < Eligible; i++)
        {
            // Suspects come last of all, after every fallback: who is healthy goes first, whatever its rank.
            all[_eligible[i].Suspect ? last++ : next++] = ToCandidate(_eligible[i]);
        }

        for (var i = 0; i < _excludedCount; i++)
        {
            all[Eligible + i] = ToCandidate(_excluded[i]);
        }

        return all;
    }

    public void Dispose()
    {
        ArrayPool<Judged>.Shared.Return(_eligible);
        ArrayPool<Judged>.Shared.Return(_excluded);
        ArrayPool<double>.Shared.Return(_modelScores);
        ArrayPool<bool>.Shared.Return(_seen);
        if (_rooms is { } rooms)
        {
            ArrayPool<EngineRoom?>.Shared.Return(rooms);
        }
    }

    private static bool[] Cleared(int count)
    {
        var rented = ArrayPool<bool>.Shared.Rent(Math.Max(1, count));
        rented.AsSpan(0, count).Clear();
        return rented;
    }

    private void Add(ServedEndpoint[] group, bool isFallback)
    {
        var from = Eligible;
        foreach (var endpoint in group)
        {
            if (_seen[endpoint.Index])
            {
                continue;
            }

            _seen[endpoint.Index] = true;
            Judge(endpoint, isFallback);
        }

        Order(_eligible.AsSpan(from, Eligible - from));
        _groups++;
    }

    private void Judge(ServedEndpoint endpoint, bool isFallback)
    {
        var answer = AnswerLength.Of(query, endpoint.Model);
        var stats = endpoint.Stats;
        var known = Known(endpoint);
        var judged = new Judged
        {
            Endpoint = endpoint.Index,
            Model = endpoint.ModelIndex,
            Group = _groups,
            Quality = Foresight is null ? known : Foresight.Quality(endpoint.ModelIndex, known),
            Risk = stats.Risk,
            Stay = Staying.Worth(query.Affinity, endpoint),
            Seconds = FirstToken(stats)
                + (answer * (stats.TokenSeconds > 0 ? stats.TokenSeconds : AssumedTokenSeconds)),
            Load = Load(endpoint),
            Warmth = Warmth.Seconds(query.Affinity, endpoint),
        };
        (judged.CostUsd, judged.CostEstimated) = endpoint.Expect(Input(endpoint.Model), answer);
        var standing = stats.Circuit.Standing;
        judged.Excluded = Exclude(endpoint, judged, isFallback, standing);
        if (judged.Excluded == Exclusion.None)
        {
            judged.Suspect = standing.IsSuspect || endpoint.Engine is { IsSuspect: true };
            _suspects += judged.Suspect ? 1 : 0;
            judged.Behind = standing.Share < 1 && draw() >= standing.Share;
            judged.AwaitsTrial = standing.AwaitsTrial;
            judged.Key = BalanceKey(endpoint, judged, standing);
            _eligible[Eligible++] = judged;
        }
        else
        {
            _excluded[_excludedCount++] = judged;
            if (OutFor(judged.Excluded, stats) is var wait && wait > TimeSpan.Zero)
            {
                FullFor = wait < FullFor ? wait : FullFor ?? wait;
            }
        }
    }

    private Exclusion Exclude(ServedEndpoint endpoint, in Judged judged, bool isFallback, in Standing standing)
    {
        var model = endpoint.Model;
        return model.State is ModelState.Proposed or ModelState.Retired ? Exclusion.Lifecycle
            : !DataGate.Permits(model, Data) ? Exclusion.DataPolicy
            : _allowed?[endpoint.Index] == false ? Exclusion.Rule
            : isFallback && endpoint.IsSimulated && view.HasRealEndpoints ? Exclusion.Simulated
            : (model.Capabilities & query.Needs) != query.Needs ? Exclusion.Capability
            : !Fits(model) ? Exclusion.ContextLength
            : judged.CostUsd > _ceiling ? Exclusion.Cost
            : route.MaxTime is { } longest && judged.Seconds > longest.TotalSeconds ? Exclusion.Latency
            // What is known of it, whatever is predicted of this request: a floor is no guess.
            : route.MinQuality is { } least && Known(endpoint) < least ? Exclusion.Quality
            : endpoint.Engine is { State: not EngineState.Ready } engine ? Why(engine.State)
            : !standing.Admits ? Why(standing.Cause)
            : endpoint.Stats.IsFull || IsSaturated(endpoint) ? Exclusion.Full
            : Sated?.Contains(endpoint.Entry.Provider) == true ? Exclusion.VendorShare
            : Exclusion.None;
    }

    private double Known(ServedEndpoint endpoint) => Qualities is null ? endpoint.Quality : Qualities[endpoint.ModelIndex];

    // A place comes back at any time, and a probe may end an outage: what is not known is taken for a second.
    private static TimeSpan OutFor(Exclusion excluded, EndpointStats stats) => excluded switch
    {
        Exclusion.Full => stats.Limiter.FullFor is var full && full > TimeSpan.Zero ? full : s_unknown,
        Exclusion.CoolingDown => stats.Circuit.CoolingFor,
        Exclusion.Unhealthy or Exclusion.Slow => s_unknown,
        _ => TimeSpan.Zero,
    };

    private static Exclusion Why(CircuitCause cause) => cause switch
    {
        CircuitCause.CoolingDown => Exclusion.CoolingDown,
        CircuitCause.Credentials or CircuitCause.QuotaSpent => Exclusion.TakenOut,
        CircuitCause.Slow or CircuitCause.Silent => Exclusion.Slow,
        _ => Exclusion.Unhealthy,
    };

    private static Exclusion Why(EngineState state) => state switch
    {
        EngineState.Gone => Exclusion.Gone,
        EngineState.Draining => Exclusion.Draining,
        _ => Exclusion.NotReady,
    };

    // Beyond that a request waits here, where the order is fair, and not in the engine.
    private bool IsSaturated(ServedEndpoint endpoint) => ModelRoom.IsSeen(endpoint) && !RoomOf(endpoint).Admits(endpoint.Load());

    // The same for all engines of a model, and none of them need be a candidate.
    private EngineRoom RoomOf(ServedEndpoint engine)
    {
        if (_rooms is null)
        {
            _rooms = ArrayPool<EngineRoom?>.Shared.Rent(view.Document.Models.Count);
            _rooms.AsSpan(0, view.Document.Models.Count).Clear();
        }

        return _rooms[engine.ModelIndex] ??= ModelRoom.Of(view, engine, ModelRoom.StandingOf(engine, query.Class ?? route.Class, ModelRoom.TenantOf(query)));
    }

    private double FirstToken(EndpointStats stats) =>
        stats.Beginning.IsKnown ? stats.Beginning.Usual(query.InputTokensExpected) * stats.Beginning.Ratio
        : stats.FirstTokenSeconds > 0 ? stats.FirstTokenSeconds
        : AssumedFirstTokenSeconds;

    // An engine's places are everybody's: who is under way from other silos counts as well. A vendor's are shared out by leases.
    private static double Load(ServedEndpoint endpoint)
    {
        var stats = endpoint.Stats;
        return endpoint.Engine is null
            ? (double)stats.InFlight / Math.Max(1, stats.ConcurrencyLimit ?? AssumedConcurrency)
            : (double)(stats.InFlight + stats.PeersInFlight) / Math.Max(1, endpoint.EngineConcurrency ?? AssumedConcurrency);
    }

    private static double Place(ServedEndpoint endpoint) => 1.0 / Math.Max(1, endpoint.Stats.ConcurrencyLimit ?? AssumedConcurrency);

    // By the expected count: the bound by bytes would refuse prompts that fit.
    private bool Fits(ModelEntry model) =>
        model.ContextTokens is not { } context || (query.InputTokensNeeded ?? query.InputTokensExpected) + (query.MaxOutputTokens ?? 0) <= context;

    // A prompt that is made to fit is never longer than the context.
    private long Input(ModelEntry model) => query.InputTokensNeeded is not null && model.ContextTokens is { } context && context < query.InputTokensExpected ? context : query.InputTokensExpected;

    // Lower is asked first.
    private double BalanceKey(ServedEndpoint endpoint, in Judged judged, in Standing standing) => route.Balance switch
    {
        Balance.Fastest => judged.Seconds - judged.Warmth,
        Balance.Cheapest => judged.CostUsd,
        Balance.Priority => endpoint.Entry.Priority,
        // Efraimidis and Spirakis (2006): the least of -ln(u)/w falls on each with probability w over the sum.
        Balance.Weighted => -Math.Log(1 - draw()) / Math.Max(endpoint.Entry.Weight, 1e-9),
        // What hangs there since before says nothing of its load, and would keep its trial from ever going out.
        _ when standing.AwaitsTrial => query.Affinity is null ? 0 : -Warmth.MostSeconds * Warmth.LoadASecond,
        // What is slower than usual now, for prompts of those lengths, counts as fuller by as much.
        _ => judged.Load + ((judged.Load + Place(endpoint)) * (Math.Max(1, endpoint.Stats.Beginning.Ratio) - 1)) - (judged.Warmth * Warmth.LoadASecond),
    };

    private void Order(Span<Judged> group)
    {
        _engines.Weigh(group, route.Balance is Balance.LeastLoad or Balance.Fastest);
        if (group.Length < 2)
        {
            return;
        }

        double dearest = 1e-12, slowest = 1e-12;
        foreach (ref var judged in group)
        {
            dearest = Math.Max(dearest, judged.CostUsd);
            slowest = Math.Max(slowest, judged.Seconds);
            _modelScores[judged.Model] = double.NegativeInfinity;
        }

        foreach (ref var judged in group)
        {
            judged.Score = Merit(judged, dearest, slowest);
            judged.Tie = judged.Warmth > 0 ? -judged.Warmth : draw();
            _modelScores[judged.Model] = Math.Max(judged.Score, _modelScores[judged.Model]);
        }

        if (_groups == 0 && Foresight?.First(group, weights.Quality) is { } explored)
        {
            _modelScores[explored] = double.PositiveInfinity;
        }

        foreach (ref var judged in group)
        {
            judged.ModelScore = _modelScores[judged.Model];
        }

        group.Sort();
    }

    // Quality against cost, time and risk, cost and time as shares of the group's largest so that the weights have a meaning.
    private double Merit(in Judged judged, double dearest, double slowest) =>
        (weights.Quality * judged.Quality) - (weights.Cost * judged.CostUsd / dearest) - (weights.Seconds * (judged.Seconds - judged.Warmth) / slowest)
        - (weights.Risk * judged.Risk) + judged.Stay;

    private Candidate ToCandidate(in Judged judged)
    {
        var endpoint = view.At(judged.Endpoint);
        return new Candidate
        {
            Endpoint = endpoint.Name,
            Model = endpoint.Model.Name,
            Excluded = judged.Excluded,
            Score = judged.Score,
            Quality = judged.Quality,
            Risk = judged.Risk,
            CostUsd = judged.CostUsd,
            CostEstimated = judged.CostEstimated,
            Seconds = judged.Seconds,
            Load = judged.Load,
            Parts = judged.Parts,
            Suspect = judged.Suspect,
            Stay = judged.Stay,
            Warmth = judged.Warmth,
            Group = judged.Group,
        };
    }
}
