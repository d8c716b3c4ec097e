using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Mesh.Grains.Telemetry;

namespace Mesh.Silo.Tests.Faults;

/// <summary>Adds up attempts by endpoint and tokens by model as the mesh counts them. It hears every mesh of the process: names must be its own.</summary>
internal sealed class Tally : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _sums = new();

    public Tally()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == MeshInstruments.MeterName && instrument.Name is "meshsilo.attempts" or "meshsilo.model.tokens")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) =>
        {
            var key = instrument.Name == "meshsilo.attempts"
                ? $"{Label(labels, "endpoint")} {Label(labels, "outcome")}"
                : $"{Label(labels, "gen_ai.request.model")} {Label(labels, "gen_ai.token.type")}";
            _sums.AddOrUpdate(key, value, (_, sum) => sum + value);
        });
        _listener.Start();
    }

    /// <summary>The outcomes of an endpoint's attempts, each as often as it came.</summary>
    public IReadOnlyList<string> Outcomes(string endpoint) => [.. _sums
        .Where(s => s.Key.StartsWith(endpoint + " ", StringComparison.Ordinal))
        .SelectMany(s => Enumerable.Repeat(s.Key[(endpoint.Length + 1)..], (int)s.Value))];

    /// <summary>A model's tokens.</summary>
    public long Tokens(string model, string type) => _sums.GetValueOrDefault($"{model} {type}");

    public void Dispose() => _listener.Dispose();

    private static string Label(ReadOnlySpan<KeyValuePair<string, object?>> labels, string name)
    {
        foreach (var (key, value) in labels)
        {
            if (key == name)
            {
                return value as string ?? "";
            }
        }

        return "";
    }
}
