using Mesh.Cli.Terminals;
using Mesh.Client.Answers;
using Mesh.Client.Outcomes;
using Mesh.Client.Requests;
using Microsoft.Extensions.AI;

namespace Mesh.Cli.Commands.Chat;

/// <summary>Shows an answer as it comes, and the line that says how it came about.</summary>
/// <param name="terminal">The terminal.</param>
/// <param name="chat">The mesh.</param>
internal sealed class AnswerPrinter(Terminal terminal, IChatClient chat)
{
    /// <summary>Asks and shows. What has come stays shown when the answer breaks off.</summary>
    public Task<ChatResponse> AnswerAsync(IEnumerable<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
    {
        // What has gone into a pipe cannot be called void: only a person is told that the answer begins anew.
        options = terminal.IsOutputSeen ? options.Clone().AcceptResets().AcceptSplices() : options.Clone().AcceptSplices();
        return ShowAsync(chat.GetStreamingResponseAsync(messages, options, cancellationToken), cancellationToken);
    }

    /// <summary>Shows an answer as it comes. What has come stays shown when it breaks off.</summary>
    public async Task<ChatResponse> ShowAsync(IAsyncEnumerable<ChatResponseUpdate> answer, CancellationToken cancellationToken)
    {
        var updates = new List<ChatResponseUpdate>();
        var last = '\n';
        try
        {
            await foreach (var update in answer)
            {
                updates.AddOrClear(update);
                if (update.GetMeshTakeOver() is { } taken)
                {
                    last = await TellAsync(taken, last);
                }
                else if (Shown(update) is { Length: > 0 } text)
                {
                    await terminal.Out.WriteAsync(terminal.ForOutput(text));
                    await terminal.Out.FlushAsync(cancellationToken);
                    last = text[^1];
                }
            }
        }
        finally
        {
            if (last != '\n')
            {
                await terminal.Out.WriteLineAsync();
            }
        }

        var response = updates.ToChatResponse();
        await terminal.Remarks.WriteLineAsync(TerminalText.Line(Summary(response)));
        return response;
    }

    // Where the text goes on, the remark must not cut it in two: it goes to the error stream.
    private async Task<char> TellAsync(MeshTakeOverContent taken, char last)
    {
        var line = $"-- {taken.FromEndpoint} broke off ({taken.Reason}); " + (taken.IsReset ? "the answer begins anew, what stands above is void" : "another endpoint goes on");
        if (!taken.IsReset)
        {
            await terminal.Error.WriteLineAsync(terminal.ForError(line));
            return last;
        }

        if (last != '\n')
        {
            await terminal.Out.WriteLineAsync();
        }

        await terminal.Remarks.WriteLineAsync(TerminalText.Line(line));
        return '\n';
    }

    /// <summary>Model and endpoint, tokens, cost and times in a line.</summary>
    internal static string Summary(ChatResponse response)
    {
        if (response.GetMeshOutcome() is not { } outcome)
        {
            return "(the mesh did not say how the answer came about)";
        }

        var (usage, reason) = (response.Usage, response.FinishReason?.Value);
        string?[] parts =
        [
            outcome.Endpoint.Length > 0 ? $"{outcome.Model} @ {outcome.Endpoint}" : outcome.Model,
            usage is null ? null : $"{Numbers.Count(usage.InputTokenCount ?? 0)} + {Numbers.Count(usage.OutputTokenCount ?? 0)} tokens",
            Numbers.Usd(outcome.CostUsd) + (outcome.CostEstimated ? " (estimated)" : ""),
            outcome.TimeToFirstToken is { } first ? $"first token {Numbers.Time(first)}" : null,
            outcome.Duration is { } whole ? $"total {Numbers.Time(whole)}" : null,
            outcome.FallbackFrom.Count > 0 ? $"after {string.Join(", ", outcome.FallbackFrom)} failed" : null,
            reason is null or "stop" ? null : $"ended by {reason}",
            outcome.Cache is { } source ? $"no model was asked: {source}" : null,
            outcome.Simulated ? "simulated" : null,
        ];
        return $"-- {string.Join(" | ", parts.OfType<string>())}";
    }

    private static string Shown(ChatResponseUpdate update) => string.Concat(update.Contents.Select(c => c switch
    {
        TextContent text => text.Text,
        ErrorContent refusal => refusal.Message,
        _ => "",
    }));
}
