using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Mesh.Testing.Wire;

namespace Mesh.Testing.Faults;

/// <summary>
/// An upstream that answers fast, misbehaves as told and counts exactly. <c>GET /control</c> reads its counts and
/// <c>POST /control</c> changes it (see <see cref="FaultControl"/>), so that a test may hold it in another process.
/// </summary>
public sealed class FaultyUpstream : IAsyncDisposable
{
    private static readonly WireAnswer s_models = new([new WireStep.Send(WireHttp.Whole(200, "application/json", """{"object":"list","data":[{"id":"weak","object":"model","created":1,"owned_by":"fake"},{"id":"strong","object":"model","created":1,"owned_by":"fake"}]}"""u8.ToArray()))]);
    private static readonly WireAnswer s_unknown = new([new WireStep.Send(WireHttp.Whole(404, "application/json", "{}"u8.ToArray()))]);
    private readonly FaultyAnswers _answers;
    private readonly FaultControl _control;
    private readonly Func<WireRequest, WireAnswer?>? _script;
    private readonly IUpstreamWork? _work;
    private readonly SemaphoreSlim? _places;
    private int _waiting;
    private volatile TaskCompletionSource? _pause;

    /// <summary>Makes one and listens.</summary>
    /// <param name="answers">What it says.</param>
    /// <param name="port">Port of loopback; 0 for a free one.</param>
    /// <param name="certificate">Certificate to speak TLS with; null for plain text.</param>
    /// <param name="script">Answers that go before the usual one; null for a request that it does not know.</param>
    /// <param name="concurrency">Most requests at work at once; others wait their turn. 0 for no bound.</param>
    /// <param name="work">What stands behind it; null for the usual words.</param>
    /// <param name="time">The clock of what <c>/control</c> asks for; null for the system's.</param>
    public FaultyUpstream(
        FaultyAnswers answers, int port = 0, X509Certificate2? certificate = null, Func<WireRequest, WireAnswer?>? script = null, int concurrency = 0, IUpstreamWork? work = null,
        TimeProvider? time = null)
    {
        (_answers, _script, _work) = (answers, script, work);
        _places = concurrency > 0 ? new SemaphoreSlim(concurrency) : null;
        _control = new FaultControl(this, time ?? TimeProvider.System);
        Server = new WireServer(AnswerAsync, port, certificate);
    }

    /// <summary>The listener.</summary>
    public WireServer Server { get; }

    /// <summary>The API's root.</summary>
    public string Url => Server.Root + "/v1";

    /// <summary>What was asked and given.</summary>
    public UpstreamCounts Counts { get; } = new();

    /// <summary>Which faults each model has; <c>*</c> is for those that are not named.</summary>
    public ConcurrentDictionary<string, FaultMix> Faults { get; } = new();

    /// <summary>Draws a request's fault in place of <see cref="Faults"/>.</summary>
    public Func<WireRequest, Fault>? Draw { get; set; }

    /// <summary>Requests that wait for a place.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Accepts requests and says nothing until <see cref="Resume"/>.</summary>
    public void Pause() => _pause ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Answers again, what has waited too.</summary>
    public void Resume() => Interlocked.Exchange(ref _pause, null)?.SetResult();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Resume();
        _places?.Dispose();
        return Server.DisposeAsync();
    }

    private async ValueTask<WireAnswer> AnswerAsync(WireRequest request, CancellationToken gone)
    {
        if (request.Path == "/control")
        {
            return Json(_control.Handle(request));
        }

        if (_pause is { } pause)
        {
            await pause.Task;
        }

        if (_work?.Page(request) is { } page)
        {
            return page;
        }

        if (request.Path.EndsWith("/models", StringComparison.Ordinal))
        {
            return s_models;
        }

        var scripted = _script?.Invoke(request);
        return scripted is null && !request.Path.EndsWith("/chat/completions", StringComparison.Ordinal) ? s_unknown : await ServeAsync(request, scripted, gone);
    }

    private async ValueTask<WireAnswer> ServeAsync(WireRequest request, WireAnswer? scripted, CancellationToken gone)
    {
        var counts = Counts.Of(request.Model);
        counts.Asked();
        if (_places is not null)
        {
            await PlaceAsync(_places, counts, gone);
        }

        var fault = Draw?.Invoke(request) ?? (Faults.TryGetValue(request.Model, out var mix) || Faults.TryGetValue("*", out mix) ? mix.Draw() : Fault.None);
        Counts.Played(fault);
        if (fault == Fault.None && scripted is null && _work?.Play(request) is { } played)
        {
            return Counted(played.Answer.Steps, counts, played.PromptTokens, played.AnswerTokens, played.Answer.Done);
        }

        var steps = fault == Fault.None && scripted is not null ? scripted.Steps : _answers.Of(fault, request.Streaming, request.UsageWanted);
        var bills = FaultyText.Bills(fault, request.Streaming) && scripted is null;
        return Counted(steps, counts, bills ? FaultyText.PromptTokens : null, _answers.Text.Pieces.Count);
    }

    private WireAnswer Counted(IReadOnlyList<WireStep> steps, ModelCounts counts, int? promptTokens, int answerTokens, Action<bool>? done = null) => new(steps, whole =>
    {
        _places?.Release();
        done?.Invoke(whole);
        counts.Ended(whole, promptTokens, answerTokens);
    });

    // Who goes away while it waits gets neither a place nor an answer, and is billed nothing.
    private async ValueTask PlaceAsync(SemaphoreSlim places, ModelCounts counts, CancellationToken gone)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await places.WaitAsync(gone);
        }
        catch (OperationCanceledException)
        {
            counts.Ended(whole: false, null, 0);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private static WireAnswer Json(JsonObject json) => new([new WireStep.Send(WireHttp.Whole(200, "application/json", FaultyText.Bytes(json.ToJsonString())))]);
}
