using System.Collections.Concurrent;
using System.Diagnostics;
using Mesh.Load.Processes;

namespace Mesh.Load.Failover;

/// <summary>One thing that happens to one of three endpoints under load.</summary>
/// <param name="name">What it is called.</param>
/// <param name="strike">Makes it happen.</param>
/// <param name="heal">Ends it.</param>
internal sealed class FailoverScene(string name, Func<UpstreamProcess, Task> strike, Func<UpstreamProcess, Task> heal)
{
    /// <summary>The endpoint that it happens to.</summary>
    public const string Victim = "b-e";

    private const double PerSecond = 100;
    private const int Tokens = 10;
    private const string Body = """{"model":"m","stream":true,"messages":[{"role":"user","content":"hello"}]}""";
    private static readonly TimeSpan s_warm = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_struck = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_after = TimeSpan.FromSeconds(25);
    private static readonly string s_text = string.Join(" ", Enumerable.Range(1, Tokens).Select(i => $"word{i}"));

    /// <summary>What it is called.</summary>
    public string Name { get; } = name;

    /// <summary>Most new attempts at the victim while it lasts; null for no bound.</summary>
    public int? MostAttempts { get; init; }

    /// <summary>How long new traffic may go to the victim, from its usual p99 time to the first content; null for no bound.</summary>
    public Func<TimeSpan, TimeSpan>? Leaving { get; init; }

    /// <summary>Plays it.</summary>
    public async Task<FailoverFigures> PlayAsync()
    {
        string[] paces = ["--tokens", $"{Tokens}", "--first-token-ms", "50", "--token-ms", "10"];
        using var a = await UpstreamProcess.StartAsync(paces);
        using var b = await UpstreamProcess.StartAsync(paces);
        using var c = await UpstreamProcess.StartAsync(paces);
        using var mesh = await MeshProcess.StartAsync(Catalog(a, b, c));
        using var end = new CancellationTokenSource();
        var calls = new ConcurrentQueue<ChatCall>();
        var loop = new OpenLoop(PerSecond, async _ => calls.Enqueue(await ChatCall.MakeAsync(mesh.Http, Body, s_text, CancellationToken.None)));
        var running = loop.RunAsync(end.Token);
        await Task.Delay(s_warm);
        var struck = Stopwatch.GetTimestamp();
        await strike(b);
        await Task.Delay(s_struck - Stopwatch.GetElapsedTime(struck));
        await heal(b);
        var healed = Stopwatch.GetTimestamp();
        await Task.Delay(s_after);
        await end.CancelAsync();
        await running;
        return new FailoverFigures([.. calls], loop.Skipped, struck, healed);
    }

    private static string Catalog(UpstreamProcess a, UpstreamProcess b, UpstreamProcess c) => $$"""
        providers:
          a: { kind: openai-compatible, baseUrl: "{{a.Url}}" }
          b: { kind: openai-compatible, baseUrl: "{{b.Url}}" }
          c: { kind: openai-compatible, baseUrl: "{{c.Url}}" }
        models:
          m: { price: { in: 1, out: 2 } }
        endpoints:
          a-e: { provider: a, model: m }
          b-e: { provider: b, model: m }
          c-e: { provider: c, model: m }
        """;
}
