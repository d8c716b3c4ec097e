using System.Diagnostics.Metrics;
using Mesh.Strategies.Tools;

namespace Mesh.Grains.Telemetry;

/// <summary>What tools of servers did. Servers are the catalogue's, outcomes a closed list; tools are the servers' own and no label.</summary>
internal sealed class ToolCounters(Meter meter)
{
    private readonly Counter<long> _calls = meter.CreateCounter<long>("meshsilo.tool.calls", "{call}", "Calls of servers' tools by outcome.");
    private readonly Histogram<double> _seconds = meter.CreateHistogram("meshsilo.tool.duration", "s", "Time of a call of a server's tool.", advice: Buckets.Duration);
    private readonly Counter<long> _alerts = meter.CreateCounter<long>("meshsilo.tool.alerts", "{alert}", "Tools that are defined otherwise than the catalogue pins them.");

    /// <summary>A call has ended.</summary>
    public void Called(string server, ToolOutcome outcome, TimeSpan took)
    {
        _calls.Add(1, MeshInstruments.Label("server", server), MeshInstruments.Label("outcome", ToolOutcomes.NameOf(outcome)));
        _seconds.Record(took.TotalSeconds, MeshInstruments.Label("server", server));
    }

    /// <summary>A tool is not what it was pinned as.</summary>
    public void Alerted(string server) => _alerts.Add(1, MeshInstruments.Label("server", server));
}
