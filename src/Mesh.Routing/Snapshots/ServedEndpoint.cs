using Mesh.Contracts.Catalog;
using Mesh.Contracts.Cluster;
using Mesh.Routing.Cost;
using Mesh.Routing.Engines;
using Mesh.Routing.Health;
using Mesh.Routing.Load;

namespace Mesh.Routing.Snapshots;

/// <summary>An endpoint with all that a decision and a call need of it.</summary>
/// <param name="Entry">As it stands in the catalogue.</param>
/// <param name="Model">Its model.</param>
/// <param name="Provider">Its provider.</param>
/// <param name="Stats">What this silo knows of it.</param>
/// <param name="Defaults">The catalogue's defaults.</param>
/// <param name="Index">Its place among the view's endpoints.</param>
/// <param name="ModelIndex">Its model's place among the view's models by name.</param>
public sealed record ServedEndpoint(EndpointEntry Entry, ModelEntry Model, ProviderEntry Provider, EndpointStats Stats, CatalogDefaults Defaults, int Index, int ModelIndex)
{
    // A relay on another node of the same network.
    private const double HopSeconds = 0.001;
    private const double MostWaitSeconds = 3600;

    // A price that does not move is worked out once: a decision looks at every candidate's.
    private readonly (double In, double Out, bool Estimated)? _fixed = Entry.GpuHourUsd is null || Entry.Price is not null ? Rates(Pricing.For(Entry, Model, Defaults)) : null;

    /// <summary>The engine that serves it, on one of the cluster's nodes; null for an endpoint with an address of its own.</summary>
    public LiveEngine? Engine { get; init; }

    /// <summary>What its model's engines are taken to have in their caches; null where it has an address of its own.</summary>
    public ModelPrefixes? Prefixes { get; init; }

    /// <summary>Who took how much of its model's engines lately; null where it has an address of its own.</summary>
    public ModelDemand? Demand { get; init; }

    /// <summary>Its place among <see cref="Prefixes"/>.</summary>
    public int PrefixPlace { get; init; }

    /// <summary>Whether its engine is ready; true where it has an address of its own.</summary>
    public bool IsThere => Engine is null or { State: EngineState.Ready };

    /// <summary>Whether a request may go out to it now, without taking the place of its circuit's trial.</summary>
    public bool Admits => IsThere && Stats.Circuit.Admits;

    /// <summary>Requests that its engine takes at once from the whole cluster: the lesser of what catalogue and engine say, null when neither does.</summary>
    public int? EngineConcurrency => Engine is null ? null : (Entry.Limits.Concurrency, Engine.Report.Concurrency) switch
    {
        ({ } said, { } told) => Math.Min(said, told),
        var (said, told) => said ?? told,
    };

    /// <summary>What its name hashes to (FNV-1a): the same on every silo.</summary>
    public ulong Place { get; } = Entry.Name.Aggregate(14695981039346656037UL, (hash, c) => (hash ^ char.ToLowerInvariant(c)) * 1099511628211UL);

    /// <summary>Endpoint name.</summary>
    public string Name => Entry.Name;

    /// <summary>Whether its model is simulated.</summary>
    public bool IsSimulated => Model.Simulated is not null;

    /// <summary>Mean quality of its model, worked out once.</summary>
    public double Quality { get; } = Model.MeanQuality;

    /// <summary>Predicted seconds until its engine has read the prompts that it has by now; zero where it has an address of its own.</summary>
    public TimeSpan PredictedWait => Engine is not null && Load() is var load ? TimeSpan.FromSeconds(Math.Min(load.UnreadTokens / load.TokensASecond, MostWaitSeconds)) : TimeSpan.Zero;

    /// <summary>The price that holds now.</summary>
    public ModelPrice Price => Pricing.For(Entry, Model, Defaults, Stats.TokenSeconds, Stats.InFlight);

    /// <summary>What tokens would cost now in USD, and whether that rests on a default price. For comparing; bills are exact.</summary>
    public (double Usd, bool Estimated) Expect(long input, long output)
    {
        var (inPrice, outPrice, estimated) = _fixed ?? Rates(Price);
        return (((input * inPrice) + (output * outPrice)) / 1e6, estimated);
    }

    /// <summary>The load of its engine now, as far as this silo knows it, without anything of a request.</summary>
    public LoadReading Load()
    {
        var work = Stats.Work;
        var report = Engine?.Report;
        var cache = report?.CacheTokens ?? 0;
        return new LoadReading
        {
            UnreadTokens = work.Unread + work.PeersUnread,
            Prompts = work.Prompts + work.PeersPrompts,
            TokensASecond = work.Rate.TokensASecond,
            Streams = Stats.InFlight + Stats.PeersInFlight,
            HeldTokens = Math.Max(work.Held + work.PeersHeld, (report?.CacheUse ?? 0) * cache),
            CacheTokens = cache,
            NetworkSeconds = Engine is { Address: null } ? HopSeconds : 0,
            Place = Place,
        };
    }

    private static (double In, double Out, bool Estimated) Rates(ModelPrice price) => ((double)price.In, (double)price.Out, price.IsEstimate);
}
