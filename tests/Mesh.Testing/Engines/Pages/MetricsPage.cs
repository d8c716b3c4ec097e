using System.Globalization;
using Mesh.Testing.Wire;

namespace Mesh.Testing.Engines.Pages;

/// <summary>A fake engine's <c>/metrics</c>.</summary>
internal static class MetricsPage
{
    private const string Type = "text/plain; version=0.0.4; charset=utf-8";
    private const int HugeBytes = 10 * 1024 * 1024;

    /// <summary>What it gives now.</summary>
    public static WireAnswer? Answer(FakeEngine engine, IEnginePages pages) => engine.Metrics switch
    {
        FakeEngineMetrics.Off => pages.Answer(new WireRequest("GET", "/metrics", [], close: false), engine) ?? Page.Empty(404),
        FakeEngineMetrics.Garbage => Page.Text("\u0000{{{ no metrics \n vllm:num_requests_waiting\nvllm:num_requests_waiting NaN\n{} 1\n\"", Type),
        FakeEngineMetrics.Huge => Page.Text(string.Concat(Enumerable.Repeat(new string('#', 1023) + "\n", HugeBytes / 1024)) + Text(pages.Metrics(engine, old: false) ?? []), Type),
        FakeEngineMetrics.Silent => new WireAnswer([new WireStep.Hang()]),
        var mode => pages.Metrics(engine, mode == FakeEngineMetrics.Old) is { } lines ? Page.Text(Text(lines), Type) : null,
    };

    /// <summary>A gauge with its head.</summary>
    public static IEnumerable<string> Gauge(string name, double value, string labels = "") => Series("gauge", name, value, labels);

    /// <summary>A counter with its head.</summary>
    public static IEnumerable<string> Counter(string name, double value, string labels = "") => Series("counter", name, value, labels);

    /// <summary>When the process started, as Python's client library tells it.</summary>
    public static IEnumerable<string> Start(FakeEngine engine) => Gauge("process_start_time_seconds", engine.StartedAt.ToUnixTimeMilliseconds() / 1000.0);

    private static string[] Series(string type, string name, double value, string labels) =>
        [$"# HELP {name} {name}", $"# TYPE {name} {type}", $"{name}{(labels.Length > 0 ? $"{{{labels}}}" : "")} {value.ToString("R", CultureInfo.InvariantCulture)}"];

    private static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(l => l + "\n"));
}
