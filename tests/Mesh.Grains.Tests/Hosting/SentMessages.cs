using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Mesh.Grains.Tests.Hosting;

/// <summary>
/// What silos of this process put on the wire to each other, by Orleans' own meter: every message that leaves a silo is counted when it has
/// been written to a connection, with header and body, so that what stays on a silo is not.
/// </summary>
internal sealed class SentMessages : IDisposable
{
    private readonly ConcurrentDictionary<string, (long Count, long Bytes)> _sent = new();
    private readonly MeterListener _listener = new();

    public SentMessages()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: "orleans-messaging-sent-messages-size", Meter.Name: "Microsoft.Orleans" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((_, bytes, tags, _) => Sent(bytes, tags));
        _listener.Start();
    }

    /// <summary>Messages that nobody answers: the fabric's.</summary>
    public (long Count, long Bytes) OneWay => Of("OneWay");

    /// <summary>Calls and their answers.</summary>
    public (long Count, long Bytes) Calls => (Of("Request").Count + Of("Response").Count, Of("Request").Bytes + Of("Response").Bytes);

    public void Dispose() => _listener.Dispose();

    private (long Count, long Bytes) Of(string direction) => _sent.GetValueOrDefault(direction);

    private void Sent(int bytes, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (between, direction) = (false, "");
        foreach (var (name, value) in tags)
        {
            between |= name == "ConnectionDirection" && value is "SiloToSilo";
            direction = name == "MessageDirection" ? (string)value! : direction;
        }

        if (between)
        {
            _sent.AddOrUpdate(direction, (1, bytes), (_, sum) => (sum.Count + 1, sum.Bytes + bytes));
        }
    }
}
