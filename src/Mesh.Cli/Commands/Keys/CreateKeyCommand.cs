using System.CommandLine;
using Mesh.Cli.Terminals;
using Mesh.Keys;

namespace Mesh.Cli.Commands.Keys;

/// <summary><c>mesh keys create</c>.</summary>
internal sealed class CreateKeyCommand : Command
{
    private readonly Session _session;
    private readonly KeyFileOption _file;
    private readonly Argument<string> _name = new("name") { HelpName = "NAME", Description = "What its owner calls it." };
    private readonly Option<string> _tenant = new("--tenant") { HelpName = "NAME", Description = "On whose account it asks.", DefaultValueFactory = _ => "default" };
    private readonly Option<string> _project = new("--project") { HelpName = "NAME", Description = "The project in the tenant.", DefaultValueFactory = _ => "default" };
    private readonly Option<string[]> _scopes = new("--scope") { HelpName = "admin|vendor-objects|critical|legal-hold|audit|plans|reviews|tasks", Description = "What it may do beyond asking models; may be given again." };
    private readonly Option<TimeSpan?> _expires = new("--expires") { HelpName = "TIME", Description = "How long it holds, such as 30d; for ever if not said.", CustomParser = Lifetime.Parse };

    public CreateKeyCommand(Session session, KeyFileOption file)
        : base("create", "Makes a key and shows it, this once only.")
    {
        _session = session;
        _file = file;
        Add(_name);
        Add(_tenant);
        Add(_project);
        Add(_scopes);
        Add(_expires);
        SetAction((parsed, _) => session.RunAsync(() => RunAsync(parsed)));
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var (terminal, path) = (_session.Terminal, _file.Path(parsed));
        var request = new KeyRequest(parsed.GetRequiredValue(_name), parsed.GetRequiredValue(_tenant), parsed.GetRequiredValue(_project), parsed.GetValue(_scopes), parsed.GetValue(_expires));
        var (key, entry) = new KeyFile(path).Add(request, Pepper.FindOrCreate(path, terminal.Environment), terminal.Time.GetUtcNow());
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(terminal, new { key = key.Reveal(), entry.Id, entry.Name, entry.Tenant, entry.Project, entry.Scopes, entry.Created, entry.Expires });
            return ExitCode.Ok;
        }

        // The key alone on the output, so that KEY=$(mesh keys create ...) takes it.
        await terminal.Out.WriteLineAsync(key.Reveal());
        await terminal.Error.WriteLineAsync($"Key {entry.Id} is in {terminal.ForError(path)}. Keep it now: it is shown this once. A running mesh takes it within a second; from then on it asks every caller for a key.");
        return ExitCode.Ok;
    }
}
