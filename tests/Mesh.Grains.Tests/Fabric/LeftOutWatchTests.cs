using System.Diagnostics.Metrics;
using Mesh.Grains.Catalog;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Fabric;
using Mesh.Grains.Telemetry;
using Mesh.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Fabric;

public sealed class LeftOutWatchTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly LiveEngines _engines;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly KeptWords<LeftOutWatch> _words = new();
    private readonly LeftOutWatch _watch;

    public LeftOutWatchTests()
    {
        _engines = new LiveEngines(_time);
        var views = new CatalogView(new EndpointGates(_time, () => 0.5), _engines);
        _watch = new LeftOutWatch(_engines, views, new MeshInstruments(_services.GetRequiredService<IMeterFactory>()), _time, _words);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Look_AtEnginesThatAreLeftOut_WarnsOnceAChange()
    {
        Put(LiveEngines.Most);
        _watch.Look();
        Assert.Empty(_words.Said);

        Put(LiveEngines.Most + 2);
        _watch.Look();
        _watch.Look();
        Assert.StartsWith("2 engines beyond 1000 and 0 endpoints of nodes beyond 5000 are left out", Assert.Single(_words.Said), StringComparison.Ordinal);

        Put(LiveEngines.Most + 3);
        _watch.Look();
        Assert.Equal(2, _words.Said.Count);
    }

    [Fact]
    public async Task Gauge_TellsWhatIsLeftOut()
    {
        await _watch.StartAsync(CancellationToken.None);
        Put(LiveEngines.Most + 2);
        var told = new Dictionary<string, long>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, listening) => Listen(instrument, listening) };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => told[(string)tags[0].Value!] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        await _watch.StopAsync(CancellationToken.None);

        Assert.Equal(new Dictionary<string, long> { ["engines"] = 2, ["endpoints"] = 0 }, told);

        void Listen(Instrument instrument, MeterListener listening)
        {
            if (instrument.Name == "meshsilo.catalog.left_out" && instrument.Meter.Scope == _services.GetRequiredService<IMeterFactory>())
            {
                listening.EnableMeasurementEvents(instrument);
            }
        }
    }

    private void Put(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _engines.Take("a", 1, Rows.Engine("n", name: $"e{i}"));
        }
    }
}
