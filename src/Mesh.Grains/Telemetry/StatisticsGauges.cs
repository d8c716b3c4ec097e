using System.Diagnostics.Metrics;
using Mesh.Contracts.Endpoints;
using Mesh.Grains.Catalog;
using Mesh.Routing.Snapshots;

namespace Mesh.Grains.Telemetry;

/// <summary>Gauges over the endpoints' live statistics: at most sixteen series an endpoint, eight of them only while it is measured and four only where it has limits.</summary>
internal static class StatisticsGauges
{
    /// <summary>Adds them.</summary>
    public static void Observe(MeshInstruments instruments, CatalogView views)
    {
        instruments.Observe("meshsilo.endpoint.requests_per_second", "{request}", "Requests a second that were let in, over the last 10 s.", () => Each(views, e => [(e.Stats.RequestsPerSecond, [])]));
        instruments.Observe("meshsilo.endpoint.tokens_per_second", "{token}", "Tokens a second of the answers that ended in the last 10 s.", () => Each(views, e => [(e.Stats.TokensPerSecond, [])]));
        instruments.Observe("meshsilo.endpoint.error_share", "{share}", "Share of the last minute's requests that failed otherwise than by their own fault.", () => Each(views, e => [(e.Stats.ErrorShare, [])]));
        instruments.Observe("meshsilo.endpoint.minute_share", "{unit}", "What this silo may take in a minute; no series where there is no limit.", () => Each(views, e => Limits(e, r => r.PerMinute)));
        instruments.Observe("meshsilo.endpoint.minute_left", "{unit}", "What this silo may take at once now; negative is owed.", () => Each(views, e => Limits(e, r => r.Left)));
        instruments.Observe("meshsilo.endpoint.first_token", "s", "Percentiles of the time to the first content, or to a whole answer, over the last one to two minutes.", () => Each(views, e => Percentiles(e.Stats.StreamFirstToken.Read(), e.Stats.UnaryAnswer.Read())));
        instruments.Observe("meshsilo.endpoint.per_token", "s", "Percentiles of the time for each answer token, over the last one to two minutes.", () => Each(views, e => Percentiles(e.Stats.StreamToken.Read(), e.Stats.UnaryToken.Read())));
    }

    private static IEnumerable<Measurement<double>> Each(CatalogView views, Func<ServedEndpoint, IEnumerable<(double Value, KeyValuePair<string, object?>[] Labels)>> read) =>
        from endpoint in views.Current.Endpoints.Values
        from part in read(endpoint)
        select new Measurement<double>(part.Value, [MeshInstruments.Label("endpoint", endpoint.Name), MeshInstruments.Label("gen_ai.request.model", endpoint.Model.Name), .. part.Labels]);

    private static IEnumerable<(double Value, KeyValuePair<string, object?>[] Labels)> Limits(ServedEndpoint endpoint, Func<RateStatus, double> value)
    {
        var (requests, tokens) = endpoint.Stats.Limiter.Read();
        if (requests is not null)
        {
            yield return (value(requests), [MeshInstruments.Label("limit", "requests")]);
        }

        if (tokens is not null)
        {
            yield return (value(tokens), [MeshInstruments.Label("limit", "tokens")]);
        }
    }

    private static IEnumerable<(double Value, KeyValuePair<string, object?>[] Labels)> Percentiles(LatencyStatus stream, LatencyStatus unary) =>
        from kind in new[] { ("stream", stream), ("unary", unary) }
        where kind.Item2.Samples > 0
        from part in new[] { ("50", kind.Item2.P50), ("95", kind.Item2.P95) }
        select (part.Item2, new[] { MeshInstruments.Label("answer", kind.Item1), MeshInstruments.Label("percentile", part.Item1) });
}
