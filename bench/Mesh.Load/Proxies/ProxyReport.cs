using System.Globalization;
using System.Text;

namespace Mesh.Load.Proxies;

/// <summary>Medians over rounds, and the mesh's bars as ratios within the run.</summary>
internal sealed class ProxyReport
{
    private readonly Dictionary<(string Shape, string Target), List<LoadSample>> _samples = [];
    private readonly Dictionary<string, double> _resident = [];

    /// <summary>Whether every bar that could be measured holds.</summary>
    public bool AllHold => Judged().All(b => b.Holds);

    /// <summary>Takes a round in.</summary>
    public void Add(LoadShape shape, LoadTarget target, LoadSample sample)
    {
        if (!_samples.TryGetValue((shape.Name, target.Name), out var samples))
        {
            _samples[(shape.Name, target.Name)] = samples = [];
        }

        samples.Add(sample);
        _resident[target.Name] = Math.Max(_resident.GetValueOrDefault(target.Name), target.Process.ResidentBytes / 1e6);
    }

    /// <summary>One shape's figures at each target.</summary>
    public string Table(LoadShape shape)
    {
        var text = new StringBuilder();
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"### {Capital(shape.Name)}").AppendLine();
        text.AppendLine(shape.Streaming
            ? "| | streams/s | frames/s | first frame p50 / p99 ms | gap p50 / p99 ms | CPU µs a frame | on the whole path | faults |\n|---|--:|--:|--:|--:|--:|--:|--:|"
            : "| | answers/s | p50 ms | p95 ms | p99 ms | CPU s for 1,000 | faults |\n|---|--:|--:|--:|--:|--:|--:|");
        foreach (var (key, samples) in _samples.Where(s => s.Key.Shape == shape.Name))
        {
            var faults = samples.Sum(s => s.Faults);
            text.AppendLine(shape.Streaming
                ? string.Create(CultureInfo.InvariantCulture, $"| {key.Target} | {Median(samples, s => s.Rate):0.0} | {Median(samples, s => s.FrameRate):0} | {Median(samples, s => LoadSample.At(s.FirstFrames, 0.5)):0.0} / {Median(samples, s => LoadSample.At(s.FirstFrames, 0.99)):0.0} | {Median(samples, s => LoadSample.At(s.Gaps, 0.5)):0.0} / {Median(samples, s => LoadSample.At(s.Gaps, 0.99)):0.0} | {Median(samples, s => s.CpuPerFrame):0.00} | {Median(samples, s => s.PathCpuPerFrame):0.00} | {faults} |")
                : string.Create(CultureInfo.InvariantCulture, $"| {key.Target} | {Median(samples, s => s.Rate):0} | {P(samples, 0.5):0.000} | {P(samples, 0.95):0.000} | {P(samples, 0.99):0.000} | {Median(samples, s => s.CpuPerThousand):0.000} | {faults} |"));
        }

        return text.ToString();
    }

    /// <summary>The bars, and how the mesh stands to each.</summary>
    public string Bars()
    {
        var text = new StringBuilder();
        text.AppendLine().AppendLine("### Bars").AppendLine().AppendLine("| bar | bound | measured | holds |\n|---|--:|--:|---|");
        foreach (var (name, bound, measured, holds) in Judged())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {bound} | {measured:0.00} | {(holds ? "yes" : "no")} |");
        }

        return text.ToString();
    }

    private IEnumerable<(string Name, string Bound, double Measured, bool Holds)> Judged()
    {
        foreach (var prompt in new[] { 300, 4096 })
        {
            string Shape(int connections) => $"whole answers, prompt {prompt} B, {connections} connections";
            foreach (var connections in new[] { 1, 32, 256 })
            {
                if (Ratio(Shape(connections), "YARP", s => s.CpuPerThousand) is { } cpu)
                {
                    yield return ($"CPU beside YARP's, {prompt} B, {connections} connections", "at most 1.50", cpu, cpu <= 1.5);
                }
            }

            if (Added(Shape(1), "MeshSilo") / Added(Shape(1), "YARP") is { } added)
            {
                yield return ($"added median beside YARP's, {prompt} B, 1 connection", "at most 1.75", added, added <= 1.75);
            }

            if (Ratio(Shape(32), "Portkey", s => s.Rate) is { } rate)
            {
                yield return ($"answers/s beside Portkey's, {prompt} B, 32 connections", "at least 10", rate, rate >= 10);
            }
        }

        foreach (var connections in new[] { 1, 32 })
        {
            var shape = $"streams in bursts, {connections} connection{(connections == 1 ? "" : "s")}";
            if (Ratio(shape, "YARP", s => s.Rate) is { } streams)
            {
                yield return ($"streams/s beside YARP's, {connections} connections", "at least 0.70", streams, streams >= 0.7);
            }

            if (Ratio(shape, "YARP", s => s.PathCpuPerFrame) is { } frame)
            {
                yield return ($"CPU a frame on the whole path beside YARP's, in bursts, {connections} connections", "at most 1.50", frame, frame <= 1.5);
            }
        }

        const string Paced = "1,000 paced streams";
        if (Ratio(Paced, "YARP", s => s.PathCpuPerFrame) is { } pacedFrame)
        {
            yield return ("CPU a frame on the whole path beside YARP's, paced", "at most 1.50", pacedFrame, pacedFrame <= 1.5);
        }

        if (Ratio(Paced, "direct", s => s.FrameRate) is { } paced)
        {
            yield return ("paced frames/s beside direct", "at least 0.90", paced, paced >= 0.9);
        }

        if (_resident.TryGetValue("MeshSilo", out var resident))
        {
            yield return ("resident memory under all of it in MB", "at most 250", resident, resident <= 250);
        }
    }

    /// <summary>A target's figure under a load; null where it was not measured.</summary>
    public double? Figure(string shape, string target, Func<LoadSample, double> value) =>
        _samples.TryGetValue((shape, target), out var samples) ? Median(samples, value) : null;

    private double? Ratio(string shape, string beside, Func<LoadSample, double> value) => Figure(shape, "MeshSilo", value) / Figure(shape, beside, value);

    private double? Added(string shape, string target) =>
        _samples.TryGetValue((shape, target), out var own) && _samples.TryGetValue((shape, "direct"), out var direct) ? P(own, 0.5) - P(direct, 0.5) : null;

    private static double P(List<LoadSample> samples, double share) => Median(samples, s => LoadSample.At(s.Milliseconds, share));

    private static double Median(List<LoadSample> samples, Func<LoadSample, double> value) => samples.Select(value).Order().ElementAt(samples.Count / 2);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
