using Google.Protobuf.WellKnownTypes;
using Mesh.Contracts.Cluster;
using Mesh.Contracts.Endpoints;
using Mesh.Grains.Fabric;
using Mesh.Routing.Engines;
using Mesh.Routing.Snapshots;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>What a silo knows of an endpoint, as the proto tells it.</summary>
internal static class EndpointMapping
{
    /// <summary>Maps an endpoint with what the silos' gates have there.</summary>
    public static V1.Endpoint ToProto(ServedEndpoint served, IReadOnlyList<GateReport> gates)
    {
        var endpoint = ToProto(served.Stats.Read(served.Model.Name));
        endpoint.Cluster = ToProto(ClusterFigures.Sum(gates));
        endpoint.Engine = served.Engine is { } engine ? ToProto(engine, served.EngineConcurrency) : null;
        return endpoint;
    }

    private static V1.ClusterFigures ToProto(EndpointLoad load) => new()
    {
        Silos = load.Silos,
        InFlight = load.InFlight,
        PrefillTokens = load.PrefillTokens,
        RequestsPerSecond = load.RequestsPerSecond,
        TokensPerSecond = load.TokensPerSecond,
        ErrorShare = load.ErrorShare,
        CircuitsNotClosed = load.NotClosed,
    };

    private static V1.EngineFigures ToProto(LiveEngine engine, int? concurrency)
    {
        var figures = new V1.EngineFigures { Node = engine.Node, Name = engine.Name, State = Wording.Of(engine.State), Reason = engine.Reason ?? "", Suspect = engine.IsSuspect };
        if (concurrency is { } places)
        {
            figures.Concurrency = places;
        }

        return figures;
    }

    private static V1.Endpoint ToProto(EndpointStatus status)
    {
        var endpoint = new V1.Endpoint
        {
            Name = status.Endpoint,
            Model = status.Model,
            Circuit = Wording.Of(status.Circuit),
            Cause = status.Cause == CircuitCause.None ? "" : Wording.Of(status.Cause),
            OutSeconds = status.OutFor.TotalSeconds,
            InFlight = status.InFlight,
            Attempts = status.Attempts,
            Failures = status.Failures,
            FirstTokenSeconds = status.FirstTokenSeconds,
            TokenSeconds = status.TokenSeconds,
            Tokens = status.Tokens,
            SpentUsd = (double)status.SpentUsd,
            RequestsPerSecond = status.RequestsPerSecond,
            RequestsPerSecondOfMinute = status.RequestsPerSecondOfMinute,
            TokensPerSecond = status.TokensPerSecond,
            ErrorShare = status.ErrorShare,
            Faults = { status.Faults.Select(f => new V1.FaultCount { Kind = f.Kind, Total = f.Total, LastMinute = f.LastMinute }) },
            StreamFirstToken = ToProto(status.StreamFirstToken),
            StreamToken = ToProto(status.StreamToken),
            UnaryAnswer = ToProto(status.UnaryAnswer),
            UnaryToken = ToProto(status.UnaryToken),
            RequestLimit = ToProto(status.RequestLimit),
            TokenLimit = ToProto(status.TokenLimit),
            LastFault = status.LastFault ?? "",
            LastFaultAt = status.LastFaultAt is { } at ? Timestamp.FromDateTimeOffset(at) : null,
        };
        if (status.ConcurrencyLimit is { } limit)
        {
            endpoint.ConcurrencyLimit = limit;
        }

        return endpoint;
    }

    private static V1.Latency ToProto(LatencyStatus latency) => new()
    {
        SmoothedSeconds = latency.Smoothed,
        P50Seconds = latency.P50,
        P95Seconds = latency.P95,
        Samples = latency.Samples,
    };

    private static V1.RateLimit? ToProto(RateStatus? rate) =>
        rate is null ? null : new V1.RateLimit { Limit = rate.Limit, PerMinute = rate.PerMinute, Left = rate.Left, Source = Wording.Of(rate.Source) };
}
