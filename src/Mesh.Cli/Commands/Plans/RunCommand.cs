using System.CommandLine;
using Google.Protobuf.Collections;
using Mesh.Cli.Commands.Decisions;
using Mesh.Cli.Failures;
using Mesh.Cli.Terminals;
using Spectre.Console;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Plans;

/// <summary><c>mesh run</c>.</summary>
internal sealed class RunCommand : Command
{
    private const long MostPlanBytes = 32 * 1024;
    private const long MostImageBytes = 8 * 1024 * 1024;

    private const string Text = """
        Has a text answered by a plan of a file, written as the 'plan' of a route in a catalogue. The key needs the scope 'plans'.

        Into a pipe goes the answer alone; the tree goes to the error stream.
        """;

    private static readonly Dictionary<string, string> s_images = new(StringComparer.OrdinalIgnoreCase) { [".png"] = "image/png", [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg", [".gif"] = "image/gif", [".webp"] = "image/webp" };

    private readonly Session _session;
    private readonly Argument<string> _file = new("plan") { HelpName = "FILE", Description = "The plan." };
    private readonly PromptText _text;
    private readonly AskOptions _ask;
    private readonly Option<bool> _tree = new("--show-tree") { Description = "Show state, model, cost and time of each node, live at a terminal." };
    private readonly Option<string[]> _images = new("--image") { HelpName = "FILE", Description = "A picture that goes with the text: png, jpg, gif or webp." };

    public RunCommand(Session session)
        : base("run", Text)
    {
        _session = session;
        Add(_file);
        _text = new PromptText(this);
        _ask = new AskOptions(this);
        Add(_tree);
        Add(_images);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var written = await File.ReadAllTextAsync(Existing(parsed.GetRequiredValue(_file), MostPlanBytes), cancellationToken);
        var text = await _text.ReadAsync(parsed, _session.Terminal, cancellationToken)
            ?? throw new CommandFailure("There is no text to ask.", "Write it after the file, such as mesh run plan.yaml \"hello\".", ExitCode.Usage);
        var request = _ask.Request(parsed, text);
        request.PlanYaml = written;
        await AddImagesAsync(request.Messages[^1].Parts, parsed.GetValue(_images) ?? [], cancellationToken);

        using var mesh = _session.Connect(parsed);
        using var call = mesh.ChatService.Stream(new V1.StreamRequest { Chat = request, Accepts = { V1.Signal.Plan } }, cancellationToken: cancellationToken);
        var answer = new PlanAnswer(call);
        if (_session.WantsJson(parsed))
        {
            await answer.ReadAsync(_ => Task.CompletedTask, cancellationToken);
            await JsonText.WriteAsync(_session.Terminal, new
            {
                text = answer.Text,
                model = answer.Outcome?.Model,
                decisionId = answer.Outcome?.DecisionId,
                costUsd = answer.Outcome?.CostUsd,
                plan = answer.Plan is { } plan ? DecisionJson.Of(plan) : null,
            });
        }
        else if (parsed.GetValue(_tree) && _session.Terminal.IsOutputSeen)
        {
            await LiveAsync(answer, cancellationToken);
        }
        else
        {
            await PlainAsync(answer, parsed.GetValue(_tree), cancellationToken);
        }

        return ExitCode.Ok;
    }

    private Task LiveAsync(PlanAnswer answer, CancellationToken cancellationToken)
    {
        var terminal = _session.Terminal;
        return terminal.Tables().Live(PlanTree.Of(null, "")).StartAsync(live => answer.ReadAsync(
            _ =>
            {
                live.UpdateTarget(PlanTree.Of(answer.Plan, terminal.ForOutput(answer.Text)));
                return Task.CompletedTask;
            },
            cancellationToken));
    }

    private async Task PlainAsync(PlanAnswer answer, bool tree, CancellationToken cancellationToken)
    {
        var terminal = _session.Terminal;
        try
        {
            await answer.ReadAsync(text => terminal.Out.WriteAsync(terminal.ForOutput(text)), cancellationToken);
        }
        finally
        {
            await terminal.Out.WriteLineAsync();
            foreach (var line in tree && answer.Plan is { } plan ? PlanText.Lines(plan) : [])
            {
                await terminal.Remarks.WriteLineAsync(TerminalText.Line(line));
            }
        }
    }

    private static async Task AddImagesAsync(RepeatedField<V1.Part> parts, string[] paths, CancellationToken cancellationToken)
    {
        foreach (var path in paths)
        {
            var kind = s_images.GetValueOrDefault(Path.GetExtension(path)) ?? throw new CommandFailure($"'{path}' is no picture by its name.", $"Give one of: {string.Join(", ", s_images.Keys)}.", ExitCode.Usage);
            var bytes = await File.ReadAllBytesAsync(Existing(path, MostImageBytes), cancellationToken);
            parts.Add(new V1.Part { Image = new V1.Image { Url = $"data:{kind};base64,{Convert.ToBase64String(bytes)}" } });
        }
    }

    private static string Existing(string path, long most)
    {
        var file = new FileInfo(path);
        return !file.Exists ? throw new CommandFailure($"There is no file '{path}' here ({Directory.GetCurrentDirectory()}).")
            : file.Length > most ? throw new CommandFailure($"'{path}' is larger than {most / 1024} KiB.")
            : path;
    }
}
