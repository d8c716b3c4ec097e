using System.Diagnostics.Metrics;
using Mesh.Grains.Telemetry;
using Microsoft.Extensions.Hosting;

namespace Mesh.Grains.Learning;

/// <summary>Tells how the learned router does; no series where there is none.</summary>
internal sealed class PredictorGauges(MeshInstruments instruments, RunningPredictor running) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        instruments.Observe("meshsilo.router.predicted", "{figure}", "How the learned router does by figure: outcomes, agreed (share), error, error_of_mean (mean squares).", Read);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<double>> Read()
    {
        if (running.Current is not { } predictor)
        {
            return [];
        }

        var standing = predictor.Ledger.Read();
        return [Figure("outcomes", standing.Outcomes), Figure("agreed", standing.Agreed), Figure("error", standing.Error), Figure("error_of_mean", standing.ErrorOfMean)];
    }

    private static Measurement<double> Figure(string name, double value) => new(value, MeshInstruments.Label("figure", name));
}
