using Mesh.Cli.Commands.Chat;
using Mesh.Cli.Terminals;
using Mesh.Client.Answers;
using Mesh.Client.Errors;
using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Conversations;

/// <summary>Shows a turn's answer: as it comes to a person, whole into a pipe, where nothing can be called void any more.</summary>
/// <param name="terminal">The terminal.</param>
/// <param name="printer">Shows answers to people.</param>
internal sealed class TurnOutput(Terminal terminal, AnswerPrinter printer)
{
    /// <summary>Writes the answer.</summary>
    /// <param name="answer">Its updates.</param>
    /// <param name="conversation">The conversation's id.</param>
    /// <param name="turnId">The turn's id, which is told when its answer is not whole.</param>
    /// <param name="json">Whether JSON is wanted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<int> WriteAsync(IAsyncEnumerable<ChatResponseUpdate> answer, string conversation, string turnId, bool json, CancellationToken cancellationToken)
    {
        try
        {
            if (json)
            {
                await WriteJsonAsync(answer, cancellationToken);
            }
            else if (terminal.IsOutputSeen)
            {
                await printer.ShowAsync(answer, cancellationToken);
            }
            else
            {
                var response = await answer.ToMeshResponseAsync(cancellationToken);
                await terminal.Out.WriteLineAsync(response.Text);
                await terminal.Remarks.WriteLineAsync(TerminalText.Line(AnswerPrinter.Summary(response)));
            }

            return ExitCode.Ok;
        }
        catch (Exception e) when (e is MeshClientException or OperationCanceledException)
        {
            await terminal.Error.WriteLineAsync(terminal.ForError($"-- turn {turnId}: 'mesh conversations resume {conversation} {turnId}' tells what becomes of it"));
            throw;
        }
    }

    private async Task WriteJsonAsync(IAsyncEnumerable<ChatResponseUpdate> answer, CancellationToken cancellationToken)
    {
        var (updates, over) = (new List<ChatResponseUpdate>(), new V1.Turn());
        await foreach (var update in answer.WithCancellation(cancellationToken))
        {
            updates.AddOrClear(update);
            over = (update.RawRepresentation as V1.TurnFrame)?.Over ?? over;
        }

        await JsonText.WriteAsync(terminal, new { text = updates.ToChatResponse().Text, turn = ConversationText.Plain(over) });
    }
}
