using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Testing.Engines.Pages;
using Mesh.Testing.Faults;
using Mesh.Testing.Wire;

namespace Mesh.Testing.Engines;

/// <summary>
/// An engine on loopback: it can be told apart, lists its models, shows gauges that follow what it really works on, and takes as
/// long as its <see cref="FakeEngineSpeed"/> says. Chats and embeddings are answered as by <see cref="FaultyUpstream"/>, faults included.
/// </summary>
public sealed class FakeEngine : IAsyncDisposable, IUpstreamWork
{
    private static readonly Dictionary<string, string> s_noHeaders = [];
    private readonly IEnginePages _pages;
    private readonly TimeProvider _time;
    private volatile bool _loading;

    /// <summary>Makes one and listens.</summary>
    /// <param name="kind">What it is to be taken for.</param>
    /// <param name="models">What it serves.</param>
    /// <param name="port">Port of loopback; 0 for a free one.</param>
    /// <param name="speed">How fast it is; null for <see cref="FakeEngineSpeed.Large"/>.</param>
    /// <param name="answers">The words of its answers and of its faults; null for 50 words.</param>
    public FakeEngine(FakeEngineKind kind, IReadOnlyList<string> models, int port = 0, FakeEngineSpeed? speed = null, FaultyAnswers? answers = null)
    {
        (Kind, Models, Speed, _time) = (kind, models, speed ?? FakeEngineSpeed.Large, TimeProvider.System);
        Load = new FakeEngineLoad(Speed, _time);
        StartedAt = _time.GetUtcNow();
        _pages = kind switch
        {
            FakeEngineKind.Vllm => new VllmPages(),
            FakeEngineKind.Sglang => new SglangPages(),
            FakeEngineKind.LlamaCpp => new LlamaCppPages(),
            FakeEngineKind.Ollama => new OllamaPages(),
            FakeEngineKind.Tgi => new TgiPages(),
            _ => new PlainPages(),
        };
        Version = _pages.Version;
        Answers = answers ?? new FaultyAnswers(new FaultyText([.. Enumerable.Range(1, 50).Select(i => i == 1 ? "word1" : $" word{i}")]));
        Upstream = new FaultyUpstream(Answers, port, script: Embed, concurrency: Speed.Slots, work: this);
    }

    /// <summary>What it is taken for.</summary>
    public FakeEngineKind Kind { get; }

    /// <summary>How fast it is.</summary>
    public FakeEngineSpeed Speed { get; }

    /// <summary>What it works on.</summary>
    public FakeEngineLoad Load { get; }

    /// <summary>The words that it says.</summary>
    public FaultyAnswers Answers { get; }

    /// <summary>What answers on the wire.</summary>
    public FaultyUpstream Upstream { get; }

    /// <summary>Its root, without <c>/v1</c>.</summary>
    public string Root => Upstream.Server.Root;

    /// <summary>Its models; may be changed at any time.</summary>
    public IReadOnlyList<string> Models { get; set; }

    /// <summary>The first of its models; empty when it has none.</summary>
    public string FirstModel => Models is [var first, ..] ? first : "";

    /// <summary>What its metrics page gives; may be changed at any time.</summary>
    public FakeEngineMetrics Metrics { get; set; }

    /// <summary>The version that it says it is.</summary>
    public string Version { get; set; }

    /// <summary>When its process is said to have started.</summary>
    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>Whether it loads its model.</summary>
    public bool IsLoading => _loading;

    /// <summary>Requests that wait for a slot.</summary>
    public int Waiting => Upstream?.Waiting ?? 0;

    /// <summary>Loads from now on, as its kind does: it does not listen, answers 503, or has no models.</summary>
    public void BeginLoading()
    {
        _loading = true;
        if (!_pages.ListensWhileLoading)
        {
            Upstream.Server.Close();
        }
    }

    /// <summary>Has loaded.</summary>
    public void EndLoading()
    {
        _loading = false;
        Upstream.Server.Open();
    }

    /// <summary>Ends as a killed process does: connections are reset and nobody listens.</summary>
    public void Kill() => Upstream.Server.Close();

    /// <summary>Is another process from now on, with an empty cache. Ends what is under way.</summary>
    public void Restart()
    {
        Kill();
        StartedAt = _time.GetUtcNow();
        Load.Restart();
        Upstream.Server.Open();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Upstream.DisposeAsync();

    /// <inheritdoc/>
    WireAnswer? IUpstreamWork.Page(WireRequest request) => request.Path == "/metrics" ? MetricsPage.Answer(this, _pages) : _pages.Answer(request, this);

    /// <inheritdoc/>
    PlayedAnswer IUpstreamWork.Play(WireRequest request)
    {
        try
        {
            return Chat(Asked(request));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return new PlayedAnswer(UpstreamReply.Json("""{"error":{"message":"no chat","type":"invalid_request_error","param":null,"code":null}}""", 400).ToWire(), null, 0);
        }
    }

    private PlayedAnswer Chat(UpstreamRequest asked)
    {
        var prompt = Prompt(asked.Json);
        var most = asked.Json["max_tokens"] ?? asked.Json["max_completion_tokens"];
        var pieces = Answers.Text.Pieces.Take(most?.GetValue<int>() ?? int.MaxValue).ToArray();
        var (first, between) = Load.Begin(prompt, pieces.Length);
        var reply = ChatReplies.Answer(asked, pieces, prompt.Length) with
        {
            FirstDelay = asked.Streaming ? first : first + (between * (pieces.Length - 1)),
            PieceDelay = between,
        };
        return new PlayedAnswer(reply.ToWire() with { Done = whole => Load.End(prompt.Length, pieces.Length, whole) }, prompt.Length, pieces.Length);
    }

    private static WireAnswer? Embed(WireRequest request) =>
        request.Path.EndsWith("/embeddings", StringComparison.Ordinal) ? EmbeddingReplies.Answer(Asked(request)).ToWire() : null;

    private static UpstreamRequest Asked(WireRequest request) => new(request.Path, s_noHeaders, request.Body);

    // A word is a token.
    private static string[] Prompt(JsonObject request) =>
    [
        .. (request["messages"] as JsonArray ?? []).SelectMany(m => m?["content"] switch
        {
            JsonArray parts => parts.Select(p => p?["text"]?.GetValue<string>() ?? ""),
            JsonValue text when text.TryGetValue<string>(out var said) => [said],
            _ => [],
        }).SelectMany(t => t.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
    ];
}
