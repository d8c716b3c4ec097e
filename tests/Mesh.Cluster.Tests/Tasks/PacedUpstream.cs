using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Mesh.Testing;

namespace Mesh.Cluster.Tests.Tasks;

/// <summary>An upstream that knows which node of a plan asks it, and answers so slowly ahead of a schedule that a run lasts as long as its faults do.</summary>
internal sealed partial class PacedUpstream : IAsyncDisposable
{
    private static readonly TimeSpan s_ahead = TimeSpan.FromSeconds(4);
    private readonly ConcurrentQueue<(string Node, DateTimeOffset At)> _asks = new();
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private FakeUpstream _upstream = null!;
    private volatile int _allowed;

    /// <summary>The API's root.</summary>
    public string Url => _upstream.Url;

    /// <summary>Every time that a node asked, in order.</summary>
    public IReadOnlyList<(string Node, DateTimeOffset At)> Asks => [.. _asks];

    /// <summary>How many nodes are answered at once; those beyond wait.</summary>
    public int Allowed
    {
        set => _allowed = value;
    }

    /// <summary>Starts one.</summary>
    public static async Task<PacedUpstream> StartAsync()
    {
        var paced = new PacedUpstream();
        paced._upstream = await FakeUpstream.StartAsync(paced.Answer);
        return paced;
    }

    /// <summary>How a plan's prompt says which node asks.</summary>
    public static string Prompt(string node) => $"ASK[{node}]";

    /// <summary>Waits until a node asks.</summary>
    public async Task IsAskedAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        for (var before = _asks.Count; _asks.Count == before;)
        {
            await Task.Delay(5, patience.Token);
        }
    }

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    private UpstreamReply Answer(UpstreamRequest request)
    {
        var node = Asked().Match(request.Json["messages"]!.AsArray()[^1]!["content"]!.ToString()).Groups[1].Value;
        _asks.Enqueue((node, DateTimeOffset.UtcNow));
        var asked = _counts.AddOrUpdate(node, 1, (_, n) => n + 1);
        return ChatReplies.Answer(request, [$"answer {asked} of {node}"]) with { FirstDelay = _counts.Count > _allowed ? s_ahead : TimeSpan.FromMilliseconds(Random.Shared.Next(10, 120)) };
    }

    [GeneratedRegex(@"ASK\[(\w+)\]")]
    private static partial Regex Asked();
}
