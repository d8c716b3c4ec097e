using System.CommandLine;
using Mesh.Cli.Failures;
using Mesh.Cli.Terminals;
using Mesh.Keys;

namespace Mesh.Cli.Commands.Keys;

/// <summary><c>mesh keys remove</c>.</summary>
internal sealed class RemoveKeyCommand : Command
{
    private readonly Session _session;
    private readonly KeyFileOption _file;
    private readonly Argument<string> _id = new("id") { HelpName = "ID", Description = "The key's id ('mesh keys list' shows them)." };

    public RemoveKeyCommand(Session session, KeyFileOption file)
        : base("remove", "Takes a key out of force.")
    {
        _session = session;
        _file = file;
        Add(_id);
        SetAction((parsed, _) => session.RunAsync(() => RunAsync(parsed)));
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var (id, path) = (parsed.GetRequiredValue(_id), _file.Path(parsed));
        if (!File.Exists(path) || !new KeyFile(path).Remove(id))
        {
            throw new CommandFailure($"There is no key '{id}' in {path}.", "'mesh keys list' shows the ids; --keys names another file.");
        }

        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(_session.Terminal, new { removed = id });
        }
        else
        {
            await _session.Terminal.Out.WriteLineAsync($"Key {id} is removed. A running mesh refuses it within a second.");
        }

        return ExitCode.Ok;
    }
}
