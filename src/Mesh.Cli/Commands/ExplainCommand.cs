using System.CommandLine;
using Mesh.Cli.Commands.Decisions;
using Mesh.Cli.Failures;
using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands;

/// <summary><c>mesh explain</c>.</summary>
internal sealed class ExplainCommand : Command
{
    private readonly Session _session;
    private readonly PromptText _text;
    private readonly AskOptions _ask;
    private readonly Option<string?> _decision = new("--decision") { HelpName = "ID", Description = "A recent decision, as an answer or an error tells its id, with what became of it; in the place of a text." };

    public ExplainCommand(Session session)
        : base("explain", "Tells which endpoints would be asked and why, without asking them; or why they were.")
    {
        _session = session;
        _text = new PromptText(this);
        _ask = new AskOptions(this);
        Add(_decision);
        SetAction((parsed, token) => session.RunAsync(() => parsed.GetValue(_decision) is { } id ? RecallAsync(parsed, id, token) : RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var text = await _text.ReadAsync(parsed, _session.Terminal, cancellationToken)
            ?? throw new CommandFailure("There is no text to explain.", "Write it after the command, such as mesh explain \"hello\".", ExitCode.Usage);
        using var mesh = _session.Connect(parsed);
        var decision = await mesh.Routes.ExplainAsync(new V1.ExplainRequest { Chat = _ask.Request(parsed, text) }, cancellationToken: cancellationToken);
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(_session.Terminal, DecisionJson.Of(decision));
        }
        else
        {
            await DecisionText.WriteAsync(_session.Terminal, decision);
        }

        return ExitCode.Ok;
    }

    private async Task<int> RecallAsync(ParseResult parsed, string id, CancellationToken cancellationToken)
    {
        if (_text.IsGiven(parsed))
        {
            throw new CommandFailure("A decision was made already; there is no text to decide for.", "Leave out either --decision or the text.", ExitCode.Usage);
        }

        using var mesh = _session.Connect(parsed);
        var note = await mesh.Quality.GetDecisionAsync(new V1.GetDecisionRequest { DecisionId = id }, cancellationToken: cancellationToken);
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(_session.Terminal, DecisionJson.Of(note));
        }
        else
        {
            await DecisionText.WriteAsync(_session.Terminal, note);
        }

        return ExitCode.Ok;
    }
}
