using System.CommandLine;
using Mesh.Cli.Failures;

namespace Mesh.Cli.Commands.Router;

/// <summary><c>mesh router outcomes</c>.</summary>
internal sealed class OutcomesCommand : Command
{
    private readonly Session _session;
    private readonly Argument<string> _file = new("file") { HelpName = "FILE", Description = "Where they are written, one in a line; '-' for the terminal." };

    public OutcomesCommand(Session session)
        : base("outcomes", "Writes the recorded outcomes into a file, as lines of JSON: hashes and signals of prompts, and no text.")
    {
        _session = session;
        Add(_file);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var admin = _session.ConnectAdmin(parsed);
        var path = parsed.GetRequiredValue(_file);
        if (path == "-")
        {
            await foreach (var outcome in OutcomeSource.OfMeshAsync(admin, cancellationToken))
            {
                await _session.Terminal.Out.WriteLineAsync(OutcomeSource.Line(outcome));
            }

            return ExitCode.Ok;
        }

        var count = 0;
        await using (var writer = Create(path))
        {
            await foreach (var outcome in OutcomeSource.OfMeshAsync(admin, cancellationToken))
            {
                await writer.WriteLineAsync(OutcomeSource.Line(outcome));
                count++;
            }
        }

        await _session.Terminal.Out.WriteLineAsync(_session.Terminal.ForOutput($"{count} outcomes are in '{path}'."));
        return ExitCode.Ok;
    }

    private static StreamWriter Create(string path)
    {
        try
        {
            return new StreamWriter(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"'{path}' cannot be written: {e.Message}");
        }
    }
}
