using System.Globalization;
using System.Text;
using Mesh.Grains.Workers.Gauges;

namespace Mesh.Grains.Tests.Workers.Gauges;

public sealed class PrometheusReaderTests
{
    [Fact]
    public void Page_OfPythonsLibrary_GivesItsSamples()
    {
        const string page = """
            # HELP process_start_time_seconds Start time of the process since unix epoch in seconds.
            # TYPE process_start_time_seconds gauge
            process_start_time_seconds 1.79564297177e+09
            # HELP vllm:num_requests_running Number of requests in model execution batches.
            # TYPE vllm:num_requests_running gauge
            vllm:num_requests_running{engine="0",model_name="a \"b\", {c}"} 3.0
            vllm:e2e_request_latency_seconds_bucket{le="+Inf",model_name="m"} 7.0 1795642971771

            http_requests_total 12
            """;

        Assert.Equal(
            [
                ("process_start_time_seconds", null, 1795642971.77),
                ("vllm:num_requests_running", "a \\\"b\\\", {c}", 3.0),
                ("vllm:e2e_request_latency_seconds_bucket", "m", 7.0),
                ("http_requests_total", null, 12.0),
            ],
            Read(page, label: "model_name"));
    }

    [Theory]
    [InlineData("a NaN", double.NaN)]
    [InlineData("a +Inf", double.PositiveInfinity)]
    [InlineData("a -Inf", double.NegativeInfinity)]
    [InlineData("a{} 1e-3\r", 0.001)]
    [InlineData("  a\t2  ", 2.0)]
    public void Value_InAnyFormThatIsWritten_IsRead(string line, double value) => Assert.Equal([("a", null, value)], Read(line));

    [Theory]
    [InlineData("a")]
    [InlineData("a ")]
    [InlineData("a{b=\"c\"")]
    [InlineData("a{b=\"c\"}")]
    [InlineData("a{b=\"c} 1")]
    [InlineData("{} 1")]
    [InlineData("a one")]
    [InlineData("a 1x")]
    [InlineData("#a 1")]
    [InlineData("\0\0")]
    public void Line_ThatIsNoSample_IsPassedOver(string line) => Assert.Equal([("good", null, 1.0)], Read($"{line}\ngood 1\n{line}"));

    [Fact]
    public void Page_OfMoreLinesThanAreLookedAt_EndsThere()
    {
        var page = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a 1\n", 11)));
        var reader = new PrometheusReader(page, mostLines: 10);
        var samples = 0;
        while (reader.Read())
        {
            samples++;
        }

        Assert.Equal(10, samples);
    }

    [Fact]
    public void Samples_OfAnyNamesLabelsAndValues_ComeBackAsWritten()
    {
        var random = new Random(7);
        for (var run = 0; run < 500; run++)
        {
            var samples = Enumerable.Range(0, random.Next(1, 6))
                .Select(i => (Name: "n:" + i, Label: Word(random), Value: (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-9, 12))))
                .ToArray();
            var page = string.Concat(samples.Select(s => string.Create(CultureInfo.InvariantCulture, $"# TYPE {s.Name} gauge\n{s.Name}{{x=\"1\",label=\"{s.Label}\",y=\"\"}} {s.Value:R}\n")));

            Assert.Equal(samples.Select(s => (s.Name, (string?)s.Label, s.Value)), Read(page, "label"));
        }
    }

    [Fact]
    public void Page_OfAnyBytes_IsReadToItsEnd()
    {
        var random = new Random(11);
        var pieces = new[] { "vllm:num_requests_waiting", "{", "}", "\"", "\\", "=", ",", "\n", " ", "#", "1", "NaN", "le=\"", "\0", "é" };
        for (var run = 0; run < 5_000; run++)
        {
            var page = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => pieces[random.Next(pieces.Length)])));
            if (page.Length > 0 && run % 3 == 0)
            {
                page[random.Next(page.Length)] = (byte)random.Next(256);
            }

            var reader = new PrometheusReader(page);
            var samples = 0;
            while (reader.Read())
            {
                samples++;
                _ = reader.Labels.Find("le");
                Assert.False(reader.Name.IsEmpty);
            }

            Assert.InRange(samples, 0, page.Length);
            _ = GaugeReading.Of(page);
        }
    }

    private static List<(string Name, string? Label, double Value)> Read(string page, string label = "label")
    {
        List<(string, string?, double)> samples = [];
        var reader = new PrometheusReader(Encoding.UTF8.GetBytes(page));
        while (reader.Read())
        {
            samples.Add((Encoding.UTF8.GetString(reader.Name), reader.Labels.Find(label), reader.Value));
        }

        return samples;
    }

    private static string Word(Random random) => new([.. Enumerable.Range(0, random.Next(8)).Select(_ => "ab{},= é#"[random.Next(9)])]);
}
