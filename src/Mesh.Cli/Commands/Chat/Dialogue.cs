using Mesh.Cli.Failures;
using Mesh.Cli.Terminals;
using Microsoft.Extensions.AI;

namespace Mesh.Cli.Commands.Chat;

/// <summary>A person asks on and on. The model sees what was said before, at most the last <see cref="MostMessages"/> messages of it.</summary>
/// <param name="terminal">The terminal.</param>
/// <param name="printer">Asks and shows.</param>
/// <param name="isKept">Whether the mesh keeps what was said, and is told the new words alone.</param>
internal sealed class Dialogue(Terminal terminal, AnswerPrinter printer, bool isKept = false)
{
    /// <summary>Most messages that are kept; older ones are forgotten, a question with its answer at a time.</summary>
    public const int MostMessages = 200;

    private readonly List<ChatMessage> _said = [];

    /// <summary>Runs until the input ends or the person says /exit.</summary>
    public async Task<int> RunAsync(ChatOptions options, CancellationToken cancellationToken)
    {
        await terminal.Remarks.WriteLineAsync($"Ask, and end with /exit or Ctrl+D{(isKept ? "" : "; /new forgets what was said")}.");
        while (await AskedAsync(cancellationToken) is { } line)
        {
            switch (line.Trim())
            {
                case "":
                    break;
                case "/exit":
                    return ExitCode.Ok;
                case "/new" when !isKept:
                    _said.Clear();
                    break;
                default:
                    await AnswerAsync(line, options, cancellationToken);
                    break;
            }
        }

        await terminal.Remarks.WriteLineAsync();
        return ExitCode.Ok;
    }

    private async Task<string?> AskedAsync(CancellationToken cancellationToken)
    {
        await terminal.Remarks.WriteAsync("> ");
        await terminal.Remarks.FlushAsync(cancellationToken);

        // A terminal's read cannot be cancelled; leaving it behind is what ends the process.
        return await terminal.In.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(cancellationToken);
    }

    // A failure is told and the person may ask again; what failed is not part of what was said.
    private async Task AnswerAsync(string line, ChatOptions options, CancellationToken cancellationToken)
    {
        _said.Add(new ChatMessage(ChatRole.User, line));
        try
        {
            _said.AddRange((await printer.AnswerAsync(_said, options, cancellationToken)).Messages);
            while (_said.Count > (isKept ? 0 : MostMessages))
            {
                _said.RemoveRange(0, 2);
            }
        }
        catch (Exception e) when (FailureReport.IsExpected(e) && !cancellationToken.IsCancellationRequested)
        {
            _said.RemoveAt(_said.Count - 1);
            await FailureReport.WriteAsync(terminal, e);
        }
    }
}
