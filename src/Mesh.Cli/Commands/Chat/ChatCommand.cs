using System.CommandLine;
using Mesh.Cli.Failures;
using Mesh.Cli.Terminals;
using Mesh.Client.Answers;
using Mesh.Client.Outcomes;
using Mesh.Client.Requests;
using Microsoft.Extensions.AI;

namespace Mesh.Cli.Commands.Chat;

/// <summary><c>mesh chat</c>.</summary>
internal sealed class ChatCommand : Command
{
    private const string Text = """
        Asks a model and shows the answer as it comes, then a line with model, tokens, cost and times.

        Without a text, and at a terminal, it asks on and on; Ctrl+D ends it. Into a pipe goes the answer alone, the line goes to the error stream.
        """;

    private readonly Session _session;
    private readonly PromptText _text;
    private readonly AskOptions _ask;

    public ChatCommand(Session session)
        : base("chat", Text)
    {
        _session = session;
        _text = new PromptText(this);
        _ask = new AskOptions(this);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var terminal = _session.Terminal;
        var text = await _text.ReadAsync(parsed, terminal, cancellationToken);
        using var mesh = _session.Connect(parsed);
        if (_session.WantsJson(parsed))
        {
            var asked = text ?? throw new CommandFailure("There is no text to ask.", "Write it after the command: JSON is for programs.", ExitCode.Usage);
            var options = _ask.Chat(parsed).AcceptResets().AcceptSplices();
            var response = await mesh.Chat.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, asked)], options, cancellationToken).ToMeshResponseAsync(cancellationToken);
            await JsonText.WriteAsync(terminal, Plain(response));
            return ExitCode.Ok;
        }

        var printer = new AnswerPrinter(terminal, mesh.Chat);
        if (text is null)
        {
            return await new Dialogue(terminal, printer).RunAsync(_ask.Chat(parsed), cancellationToken);
        }

        await printer.AnswerAsync([new ChatMessage(ChatRole.User, text)], _ask.Chat(parsed), cancellationToken);
        return ExitCode.Ok;
    }

    private static object Plain(ChatResponse response)
    {
        var outcome = response.GetMeshOutcome();
        return new
        {
            text = response.Text,
            reasoning = Join(response.Messages.SelectMany(m => m.Contents).OfType<TextReasoningContent>().Select(r => r.Text)),
            refusal = Join(response.Messages.SelectMany(m => m.Contents).OfType<ErrorContent>().Select(e => e.Message)),
            finishReason = response.FinishReason?.Value,
            outcome?.Route,
            outcome?.Model,
            outcome?.Endpoint,
            outcome?.DecisionId,
            outcome?.Attempts,
            outcome?.FallbackFrom,
            usage = response.Usage is not { } usage ? null : new
            {
                input = usage.InputTokenCount,
                cachedInput = usage.CachedInputTokenCount,
                output = usage.OutputTokenCount,
                reasoning = usage.ReasoningTokenCount,
                source = outcome?.UsageSource.ToString().ToLowerInvariant(),
            },
            outcome?.CostUsd,
            outcome?.CostEstimated,
            timeToFirstTokenMs = outcome?.TimeToFirstToken?.TotalMilliseconds,
            durationMs = outcome?.Duration?.TotalMilliseconds,
            outcome?.Simulated,
        };
    }

    private static string? Join(IEnumerable<string> pieces) => string.Concat(pieces) is { Length: > 0 } text ? text : null;
}
