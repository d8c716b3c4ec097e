using System.Text.Json;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;

namespace Mesh.Strategies.Failover;

/// <summary>
/// Lets another endpoint take over an answer that broke off after its first content, where the route says so and the caller
/// understands it. Once a request, paid from the retry budget, never where it could give a caller half of two things.
/// </summary>
internal sealed class Resumption
{
    // What engines take besides response_format to hold an answer to a form.
    private static readonly HashSet<string> s_formFields = new(StringComparer.Ordinal)
    {
        "guided_json", "guided_regex", "guided_choice", "guided_grammar", "structured_outputs", "grammar", "json_schema", "regex", "ebnf", "functions", "modalities",
    };

    private static readonly HashSet<string> s_endingFields = new(StringComparer.Ordinal) { "continue_final_message", "add_generation_prompt", "prefix" };

    private readonly OnInterruption _kind;
    private readonly ChatTask _task;
    private readonly FailoverRun _run;
    private readonly Func<string, ChatTask, Task<OpenAttempt>> _begin;
    private readonly CancellationToken _cancellationToken;
    private bool _used;

    private Resumption(OnInterruption kind, ChatTask task, FailoverRun run, Func<string, ChatTask, Task<OpenAttempt>> begin, CancellationToken cancellationToken) =>
        (_kind, _task, _run, _begin, _cancellationToken) = (kind, task, run, begin, cancellationToken);

    /// <summary>What has left for the caller.</summary>
    public DeliveredText Delivered { get; } = new();

    /// <summary>Why nobody took over; null when that was not tried.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The take-over that route and caller agree on; null when there is none, and then nobody reads the frames.</summary>
    public static Resumption? For(RouteDecision decision, ChatTask task, FailoverRun run, Func<string, ChatTask, Task<OpenAttempt>> begin, CancellationToken cancellationToken)
    {
        var needed = decision.OnInterruption switch
        {
            OnInterruption.Restart => CallerSignals.Reset,
            OnInterruption.Continue => CallerSignals.Splice,
            _ => CallerSignals.None,
        };
        return needed != CallerSignals.None && task.Streaming && task.Accepts.HasFlag(needed)
            ? new Resumption(decision.OnInterruption, task, run, begin, cancellationToken)
            : null;
    }

    /// <summary>Tries to have another endpoint take over; null when it cannot be, and <see cref="Refusal"/> says why.</summary>
    public async Task<(OpenAttempt Open, TakeOverFrame Frame)?> TryAsync(IEndpointAttempt broken, EndpointException failure)
    {
        var goesOn = _kind == OnInterruption.Continue;
        Refusal = Delivered.Barrier ?? RequestBarrier() ?? (goesOn ? ContinueBarrier(broken) : null) ?? (_used ? "it had been taken over once already" : null);
        if (Refusal is not null)
        {
            return null;
        }

        _used = true;
        var (kind, model) = goesOn ? (RetryKind.Continue, broken.Model) : (RetryKind.Restart, null);
        if (!_run.MayResume(broken, failure, kind, model))
        {
            Refusal = "nobody else may be asked";
            return null;
        }

        try
        {
            var task = goesOn ? GoingOn(broken.Account.Usage.Output) : _task;
            var open = await _run.AskAsync(endpoint => _begin(endpoint, task), _cancellationToken, model);
            var frame = new TakeOverFrame
            {
                Kind = _kind,
                From = broken.Endpoint,
                To = open.Attempt.Endpoint,
                Reason = failure.Error.Reason,
                Attempt = _run.FallbackFrom.Count + 1,
                Characters = Delivered.Characters,
            };
            if (!goesOn)
            {
                Delivered.Clear();
            }

            return (open, frame);
        }
        catch (MeshException)
        {
            Refusal = "nobody else answered";
            return null;
        }
    }

    private string? RequestBarrier()
    {
        var request = _task.Request;
        return request.Settings.Choices > 1 ? "it has several choices"
            : request.Settings.Logprobs == true ? "it tells log-probabilities"
            : request.ResponseFormat is { Kind: not ResponseFormatKind.Text } || HasField(request.ExtraJson, s_formFields) ? "it is held to a form"
            : null;
    }

    private string? ContinueBarrier(IEndpointAttempt broken) =>
        !broken.TakesPrefix ? "its model does not go on with a text"
        : Delivered.Text is null ? "its text is too long to be gone on with"
        : Delivered.Characters == 0 ? "it had no text yet"
        : _task.Request.Messages[^1].Role == ChatRole.Assistant || HasField(_task.Request.ExtraJson, s_endingFields) ? "the caller itself gave its beginning"
        : null;

    // No hidden words: the conversation, and the text so far as the assistant's own unfinished message.
    private ChatTask GoingOn(long tokensSoFar)
    {
        var said = new ChatMessage { Role = ChatRole.Assistant, Parts = [new TextPart(Delivered.Text!)] };
        return _task.Prompt is { } prompt
            ? new ChatTask(_task.Query, _task.Request, streaming: true) { UsageWanted = _task.UsageWanted, Prompt = new GoingOnPrompt(prompt, Rest) }
            : new ChatTask(_task.Query, Rest(_task.Request), streaming: true) { UsageWanted = _task.UsageWanted, GoesOn = true };

        ChatRequest Rest(ChatRequest request)
        {
            var most = request.Settings.MaxOutputTokens is { } all ? (int)Math.Max(1, all - tokensSoFar) : (int?)null;
            return request with { Messages = [.. request.Messages, said], Settings = request.Settings with { MaxOutputTokens = most } };
        }
    }

    private static bool HasField(string? extra, HashSet<string> names)
    {
        if (extra is null)
        {
            return false;
        }

        using var document = JsonDocument.Parse(extra);
        return document.RootElement.EnumerateObject().Any(p => names.Contains(p.Name));
    }
}
