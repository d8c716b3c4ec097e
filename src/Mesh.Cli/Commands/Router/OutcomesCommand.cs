using System.CommandLine;
using Mesh.Cli.Failures;
using Mesh.Client;

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

        var count = await SaveAsync(admin, path, cancellationToken);
        await _session.Terminal.Out.WriteLineAsync(_session.Terminal.ForOutput($"{count} outcomes are in '{path}'."));
        return ExitCode.Ok;
    }

    // Whole or not at all: what is there may be all that is left of outcomes that were forgotten.
    private static async Task<int> SaveAsync(MeshAdminConnection admin, string path, CancellationToken cancellationToken)
    {
        var count = 0;
        var part = path + ".new";
        try
        {
            await using (var writer = new StreamWriter(part))
            {
                await foreach (var outcome in OutcomeSource.OfMeshAsync(admin, cancellationToken))
                {
                    await writer.WriteLineAsync(OutcomeSource.Line(outcome));
                    count++;
                }
            }

            File.Move(part, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"'{path}' cannot be written: {e.Message}");
        }
        finally
        {
            if (File.Exists(part))
            {
                File.Delete(part);
            }
        }

        return count;
    }
}
