using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Failures;
using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Conversations;

/// <summary><c>mesh conversations list</c>.</summary>
internal sealed class ListConversationsCommand : Command
{
    private const int Most = 100_000;
    private static readonly Column[] s_columns = ["id", "title", Column.Number("turns"), "route", Column.Number("cost"), "changed (UTC)"];
    private readonly Session _session;
    private readonly Option<string[]> _metadata = new("--metadata") { HelpName = "NAME=VALUE", Description = "Only those that have it; may be given several times." };
    private readonly Option<int> _count = new("--count", "-n") { HelpName = "N", Description = "How many at most.", DefaultValueFactory = _ => 50 };

    public ListConversationsCommand(Session session)
        : base("list", "Lists conversations, the last changed first.")
    {
        _session = session;
        Add(_metadata);
        Add(_count);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var wanted = (parsed.GetValue(_metadata) ?? []).Select(Pair).ToDictionary(p => p.Name, p => p.Value);
        var count = parsed.GetValue(_count) is >= 1 and <= Most and var n ? n : throw new CommandFailure($"--count: it must be from 1 to {Most}.", exitCode: ExitCode.Usage);
        using var mesh = _session.Connect(parsed);
        var found = await mesh.Conversations.ListAsync(wanted, cancellationToken).Take(count).ToListAsync(cancellationToken);
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(_session.Terminal, new { conversations = found.Select(ConversationText.Plain) });
        }
        else
        {
            MeshTable.Write(_session.Terminal, s_columns, found.Select(Row));
        }

        return ExitCode.Ok;
    }

    private static (string Name, string Value) Pair(string text) => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
        ? (text[..at], text[(at + 1)..])
        : throw new CommandFailure($"--metadata: '{text}' is not NAME=VALUE.", exitCode: ExitCode.Usage);

    private static string[] Row(V1.Conversation c) =>
        [c.Id, c.Title, c.Turns.ToString(CultureInfo.InvariantCulture), c.Route, Numbers.Usd(c.CostUsd), ConversationText.Time(c.UpdatedAt)];
}
