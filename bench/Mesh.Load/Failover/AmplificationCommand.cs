using System.Globalization;
using Mesh.Load.Processes;

namespace Mesh.Load.Failover;

/// <summary>How many upstream calls a request costs while half of them fail, by status and by transport.</summary>
internal static class AmplificationCommand
{
    private const int Requests = 4000;
    private const int Concurrency = 16;
    private const string Whole = """{"model":"m","messages":[{"role":"user","content":"hello"}]}""";
    private const string Stream = """{"model":"m","stream":true,"messages":[{"role":"user","content":"hello"}]}""";

    /// <summary>Exit code 1 when failures by status cost more than 1.2 calls a request, or failures of transport more than 1.7.</summary>
    public static async Task<int> RunAsync()
    {
        var byStatus = await MeasureAsync("50% status 500", "status500", 1.2);
        var byTransport = await MeasureAsync("50% resets before the headers", "reset-before-headers", 1.7);
        return byStatus && byTransport ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(string title, string fault, double bound)
    {
        using var upstream = await UpstreamProcess.StartAsync("--tokens", "5", "--fault", $"{fault}=0.5");
        using var mesh = await MeshProcess.StartAsync($$"""
            providers:
              u: { kind: openai-compatible, baseUrl: "{{upstream.Url}}" }
            models:
              m: { price: { in: 1, out: 2 } }
            endpoints:
              a: { provider: u, model: m }
              b: { provider: u, model: m }
              c: { provider: u, model: m }
              d: { provider: u, model: m }
            """);
        var whole = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (i, token) =>
        {
            var call = await ChatCall.MakeAsync(mesh.Http, i % 2 == 0 ? Whole : Stream, null, token);
            Interlocked.Add(ref whole, call.End == CallEnd.Whole ? 1 : 0);
        });
        var calls = (await upstream.CountsAsync())["requests"]!.GetValue<long>();
        var ratio = calls / (double)Requests;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title}: {Requests} requests, {calls} upstream calls ({ratio:0.00} a request, bound {bound}), {whole / (double)Requests:0.0%} answered whole"));
        return ratio <= bound;
    }
}
