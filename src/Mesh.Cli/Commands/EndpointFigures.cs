using System.Globalization;
using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands;

/// <summary>An endpoint's figures as people and as programs read them.</summary>
internal static class EndpointFigures
{
    /// <summary>The circuit's state, with its cause and how long it lasts where it has them.</summary>
    public static string State(V1.Endpoint e) =>
        e.Cause.Length == 0 ? e.Circuit
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
    };

    private static object? Plain(V1.Latency? l) => l is null ? null : new { l.SmoothedSeconds, l.P50Seconds, l.P95Seconds, l.Samples };

    private static object? Plain(V1.RateLimit? r) => r is null ? null : new { r.Limit, r.PerMinute, r.Left, r.Source };

    private static string Left(V1.RateLimit? rate) => rate is null ? "-" : Math.Floor(rate.Left).ToString("N0", CultureInfo.InvariantCulture);

    private static string Both(V1.Latency latency) => $"{Milliseconds(latency.P50Seconds)}/{Milliseconds(latency.P95Seconds)}";

    private static string Milliseconds(double seconds) => (seconds * 1000).ToString(seconds >= 0.1 ? "N0" : "0.#", CultureInfo.InvariantCulture);
}
