using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Conversations;

/// <summary><c>mesh conversations show</c>.</summary>
internal sealed class ShowConversationCommand : Command
{
    private const int ShownCharacters = 60;
    private static readonly Column[] s_columns = [Column.Number("turn"), Column.Number("after"), "id", "state", "said", "answer", "model", Column.Number("cost")];
    private readonly Session _session;
    private readonly Argument<string> _id = ConversationArguments.Id();

    public ShowConversationCommand(Session session)
        : base("show", "Shows a conversation and all its turns.")
    {
        _session = session;
        Add(_id);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (terminal, id) = (_session.Terminal, parsed.GetValue(_id)!);
        using var mesh = _session.Connect(parsed);
        var conversation = await mesh.Conversations.GetAsync(id, cancellationToken: cancellationToken);
        var turns = await mesh.Conversations.ListTurnsAsync(id, cancellationToken).ToListAsync(cancellationToken);
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(terminal, new { conversation = ConversationText.Plain(conversation), turns = turns.Select(ConversationText.Plain) });
            return ExitCode.Ok;
        }

        foreach (var (name, value) in Fields(conversation).Where(f => f.Value.Length > 0))
        {
            await terminal.Out.WriteLineAsync($"{name}: {TerminalText.Line(value)}");
        }

        MeshTable.Write(terminal, s_columns, turns.Select(Row));
        return ExitCode.Ok;
    }

    private static IEnumerable<(string Name, string Value)> Fields(V1.Conversation c) =>
    [
        ("id", c.Id),
        ("title", c.Title),
        ("route", c.Route),
        ("instructions", c.Instructions),
        ("pinned", string.Join("; ", c.PinnedFacts)),
        ("metadata", string.Join(", ", c.Metadata.Select(m => $"{m.Key}={m.Value}"))),
        ("version", c.Version.ToString(CultureInfo.InvariantCulture)),
        ("running", c.RunningTurnId),
        ("cost", Numbers.Usd(c.CostUsd)),
        ("changed", ConversationText.Time(c.UpdatedAt)),
    ];

    private static string[] Row(V1.Turn turn) =>
    [
        turn.Number.ToString(CultureInfo.InvariantCulture),
        turn.Parent > 0 ? turn.Parent.ToString(CultureInfo.InvariantCulture) : "",
        turn.TurnId,
        ConversationText.State(turn) + (turn.Error is { } error ? $" ({error.Reason})" : ""),
        Short(ConversationText.Said(turn.Messages)),
        turn.Answer is { } answer ? Short(ConversationText.Said([answer])) : "",
        turn.Model,
        Numbers.Usd(turn.CostUsd),
    ];

    private static string Short(string text) => text.Length <= ShownCharacters ? text : $"{text[..ShownCharacters]}...";
}
