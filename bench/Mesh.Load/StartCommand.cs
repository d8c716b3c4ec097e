using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Mesh.Silo.Hosting;

namespace Mesh.Load;

/// <summary>How long a mesh with nothing configured takes from its start to ready and to its first answer, and what memory it holds idle.</summary>
internal static class StartCommand
{
    private const double BoundSeconds = 5;
    private const double BoundMegabytes = 200;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(10);

    /// <summary>Exit code 1 when the median start is over 5 s or the median idle memory over 200 MB.</summary>
    public static async Task<int> RunAsync(int runs)
    {
        var (ready, first, memory) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < runs; i++)
        {
            var run = await MeasureAsync();
            ready.Add(run.Ready);
            first.Add(run.First);
            memory.Add(run.Memory);
        }

        var medians = (Ready: Median(ready), First: Median(first), Memory: Median(memory));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"start to ready: median {medians.Ready:0.00} s, to first answer {medians.First:0.00} s; idle {s_idle.TotalSeconds:0} s later {medians.Memory:0} MB resident; of {runs} runs"));
        return medians.Ready <= BoundSeconds && medians.Memory <= BoundMegabytes ? 0 : 1;
    }

    private static async Task<(double Ready, double First, double Memory)> MeasureAsync()
    {
        var folder = Directory.CreateTempSubdirectory("mesh-start-").FullName;
        var (http, admin) = ($"http://127.0.0.1:{FreePorts.Next()}", $"http://127.0.0.1:{FreePorts.Next()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Mesh.Silo.dll"), "--http", http, "--grpc", $"http://127.0.0.1:{FreePorts.Next()}", "--admin", admin])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var client = new HttpClient();
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        try
        {
            await UntilReadyAsync(client, admin);
            var ready = Stopwatch.GetElapsedTime(began).TotalSeconds;
            using var body = new StringContent("""{"model":"auto","messages":[{"role":"user","content":"hello"}]}""", Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri($"{http}/v1/chat/completions"), body);
            answer.EnsureSuccessStatusCode();
            var first = Stopwatch.GetElapsedTime(began).TotalSeconds;
            await Task.Delay(s_idle);
            process.Refresh();
            return (ready, first, process.WorkingSet64 / 1e6);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task UntilReadyAsync(HttpClient client, string admin)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < s_patience; await Task.Delay(10))
        {
            try
            {
                using var response = await client.GetAsync(new Uri($"{admin}/health/ready"));
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
        }

        throw new TimeoutException("the mesh did not become ready");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
