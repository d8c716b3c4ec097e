using System.Globalization;
using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands;

/// <summary>An endpoint's figures as people and as programs read them.</summary>
internal static class EndpointFigures
{
    private const string Ready = "ready";

    /// <summary>What all silos together have there; the asked one's own where it tells nothing of others.</summary>
    public static V1.ClusterFigures OfAll(V1.Endpoint e) =>
        e.Cluster ?? new V1.ClusterFigures { Silos = 1, InFlight = e.InFlight, RequestsPerSecond = e.RequestsPerSecond, TokensPerSecond = e.TokensPerSecond, ErrorShare = e.ErrorShare };

    /// <summary>Requests that all silos may have under way there; null where there is no limit, or only the asked silo's part of it is known.</summary>
    public static int? Places(V1.Endpoint e) =>
        e.Engine is { HasConcurrency: true } engine ? engine.Concurrency
        : OfAll(e).Silos <= 1 && e.HasConcurrencyLimit ? e.ConcurrencyLimit
        : null;

    /// <summary>Requests under way from all silos, beside their limit where it is known.</summary>
    public static string InFlightOfAll(V1.Endpoint e) => Places(e) is { } places ? $"{Numbers.Count(OfAll(e).InFlight)}/{Numbers.Count(places)}" : Numbers.Count(OfAll(e).InFlight);

    /// <summary>An engine that does not serve says so; else the circuit's state, with its cause and how long it lasts where it has them.</summary>
    public static string State(V1.Endpoint e) =>
        e.Engine is { State: not Ready } away ? away.Reason.Length == 0 ? away.State : $"{away.State} ({away.Reason})"
        : e.Engine is { Suspect: true } ? "silent"
        : e.Cause.Length == 0 ? e.Circuit
        : e.OutSeconds > 0 ? string.Create(CultureInfo.InvariantCulture, $"{e.Circuit} ({e.Cause}, {Math.Ceiling(e.OutSeconds):0} s)")
        : $"{e.Circuit} ({e.Cause})";

    /// <summary>Requests under way, beside their limit where there is one.</summary>
    public static string InFlight(V1.Endpoint e) => e.HasConcurrencyLimit ? $"{Numbers.Count(e.InFlight)}/{Numbers.Count(e.ConcurrencyLimit)}" : Numbers.Count(e.InFlight);

    /// <summary>The share of failed requests in percent.</summary>
    public static string Errors(double share) => (share * 100).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A rate by the second.</summary>
    public static string Rate(double perSecond) => perSecond.ToString(perSecond >= 100 ? "N0" : "0.##", CultureInfo.InvariantCulture);

    /// <summary>Median and 95th percentile in milliseconds: of streams where there are any, else of whole answers, in brackets.</summary>
    public static string Percentiles(V1.Latency? streams, V1.Latency? wholes) =>
        streams is { Samples: > 0 } ? Both(streams)
        : wholes is { Samples: > 0 } ? $"({Both(wholes)})"
        : "-";

    /// <summary>Mean milliseconds a token, likewise.</summary>
    public static string PerToken(V1.Endpoint e) =>
        e.StreamToken is { SmoothedSeconds: > 0 } stream ? Milliseconds(stream.SmoothedSeconds)
        : e.UnaryToken is { SmoothedSeconds: > 0 } whole ? $"({Milliseconds(whole.SmoothedSeconds)})"
        : "-";

    /// <summary>What is left of the limits by the minute, requests before tokens.</summary>
    public static string Left(V1.Endpoint e) =>
        e.RequestLimit is null && e.TokenLimit is null ? "-" : $"{Left(e.RequestLimit)}/{Left(e.TokenLimit)}";

    /// <summary>All of it, for JSON.</summary>
    public static object Plain(V1.Endpoint e) => new
    {
        e.Name,
        e.Model,
        e.Circuit,
        e.Cause,
        e.OutSeconds,
        e.InFlight,
        concurrencyLimit = e.HasConcurrencyLimit ? e.ConcurrencyLimit : (int?)null,
        e.Attempts,
        e.Failures,
        e.RequestsPerSecond,
        e.RequestsPerSecondOfMinute,
        e.TokensPerSecond,
        e.ErrorShare,
        faults = e.Faults.Select(f => new { f.Kind, f.Total, f.LastMinute }),
        lastFault = e.LastFault.Length == 0 ? null : e.LastFault,
        lastFaultAt = e.LastFaultAt?.ToDateTimeOffset(),
        e.FirstTokenSeconds,
        e.TokenSeconds,
        streamFirstToken = Plain(e.StreamFirstToken),
        streamToken = Plain(e.StreamToken),
        unaryAnswer = Plain(e.UnaryAnswer),
        unaryToken = Plain(e.UnaryToken),
        requestLimit = Plain(e.RequestLimit),
        tokenLimit = Plain(e.TokenLimit),
        e.Tokens,
        e.SpentUsd,
        cluster = Plain(OfAll(e)),
        engine = e.Engine is { } engine ? Plain(engine) : null,
    };

    private static object Plain(V1.ClusterFigures c) => new { c.Silos, c.InFlight, c.PrefillTokens, c.RequestsPerSecond, c.TokensPerSecond, c.ErrorShare, c.CircuitsNotClosed };

    private static object Plain(V1.EngineFigures e) => new { e.Node, e.Name, e.State, reason = e.Reason.Length == 0 ? null : e.Reason, e.Suspect, concurrency = e.HasConcurrency ? e.Concurrency : (int?)null };

    private static object? Plain(V1.Latency? l) => l is null ? null : new { l.SmoothedSeconds, l.P50Seconds, l.P95Seconds, l.Samples };

    private static object? Plain(V1.RateLimit? r) => r is null ? null : new { r.Limit, r.PerMinute, r.Left, r.Source };

    private static string Left(V1.RateLimit? rate) => rate is null ? "-" : Math.Floor(rate.Left).ToString("N0", CultureInfo.InvariantCulture);

    private static string Both(V1.Latency latency) => $"{Milliseconds(latency.P50Seconds)}/{Milliseconds(latency.P95Seconds)}";

    private static string Milliseconds(double seconds) => (seconds * 1000).ToString(seconds >= 0.1 ? "N0" : "0.#", CultureInfo.InvariantCulture);
}
