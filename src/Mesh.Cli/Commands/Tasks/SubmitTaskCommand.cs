using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Mesh.Cli.Commands.Keys;
using Mesh.Cli.Failures;
using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Tasks;

/// <summary><c>mesh tasks submit</c>.</summary>
internal sealed class SubmitTaskCommand : Command
{
    private const long MostPlanBytes = 32 * 1024;
    private readonly Session _session;
    private readonly PromptText _text;
    private readonly AskOptions _ask;
    private readonly Option<string?> _plan = new("--plan") { HelpName = "FILE", Description = "The plan, as the 'plan' of a route in a catalogue; the key then needs the scope 'plans' too. Without it the route's." };
    private readonly Option<string> _key = new("--idempotency-key") { HelpName = "KEY", Description = "The same content under the same key is the same task.", DefaultValueFactory = _ => "" };
    private readonly Option<string> _title = new("--title") { HelpName = "TEXT", Description = "A name for people.", DefaultValueFactory = _ => "" };
    private readonly Option<string?> _timeout = new("--timeout") { HelpName = "TIME", Description = "How long it may take, such as 12h or 3d, at most 30 days. [1d]" };
    private readonly Option<string?> _retention = new("--retention") { HelpName = "TIME", Description = "How long it is kept after its end, such as 30d, at most 90 days. [7d]" };
    private readonly Option<int?> _retries = new("--retries") { HelpName = "N", Description = "Tries beyond the first when it fails by what may pass, 0 to 10. [3]" };

    public SubmitTaskCommand(Session session)
        : base("submit", "Submits a task and gives its id.")
    {
        _session = session;
        _text = new PromptText(this);
        _ask = new AskOptions(this);
        Add(_plan);
        Add(_key);
        Add(_title);
        Add(_timeout);
        Add(_retention);
        Add(_retries);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var text = await _text.ReadAsync(parsed, _session.Terminal, cancellationToken)
            ?? throw new CommandFailure("There is no text to ask.", "Write it after the command, such as mesh tasks submit -m research \"hello\".", ExitCode.Usage);
        var request = new V1.SubmitTaskRequest
        {
            Chat = _ask.Request(parsed, text),
            IdempotencyKey = parsed.GetValue(_key),
            Title = parsed.GetValue(_title),
            Timeout = Span(parsed.GetValue(_timeout), "--timeout"),
            Retention = Span(parsed.GetValue(_retention), "--retention"),
        };
        if (parsed.GetValue(_plan) is { } path)
        {
            var file = new FileInfo(path);
            request.Chat.PlanYaml = file is { Exists: true, Length: <= MostPlanBytes }
                ? await File.ReadAllTextAsync(path, cancellationToken)
                : throw new CommandFailure($"There is no file '{path}' of at most {MostPlanBytes / 1024} KiB here ({Directory.GetCurrentDirectory()}).");
        }

        if (parsed.GetValue(_retries) is { } retries)
        {
            request.Retries = retries;
        }

        using var mesh = _session.Connect(parsed);
        var task = await mesh.Tasks.SubmitAsync(request, cancellationToken);
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(_session.Terminal, TaskText.Plain(task));
        }
        else
        {
            // The id alone goes into a pipe: it is what the next command needs.
            await _session.Terminal.Out.WriteLineAsync(_session.Terminal.ForOutput(task.Id));
        }

        return ExitCode.Ok;
    }

    private static Duration? Span(string? text, string option) => text is null ? null : Lifetime.TryParse(text) is { } time
        ? Duration.FromTimeSpan(time)
        : throw new CommandFailure($"{option}: '{text}' is not a time. Write it such as 30d, 12h or 90m.", exitCode: ExitCode.Usage);
}
