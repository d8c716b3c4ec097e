using System.CommandLine;

namespace Mesh.Cli.Commands.Conversations;

/// <summary><c>mesh conversations fork</c>.</summary>
internal sealed class ForkConversationCommand : Command
{
    private readonly Session _session;
    private readonly Argument<string> _id = ConversationArguments.Id();
    private readonly Option<long> _turn = new("--turn") { HelpName = "N", Description = "The last turn to copy, by number; the last one without." };
    private readonly Option<string?> _newId = new("--new-id") { HelpName = "ID", Description = "The copy's id; one of its own without." };
    private readonly Option<string> _title = ConversationArguments.Title("The copy's title; the same without.");

    public ForkConversationCommand(Session session)
        : base("fork", "Creates a conversation that begins with another one's turns, and writes its id.")
    {
        _session = session;
        Add(_id);
        Add(_turn);
        Add(_newId);
        Add(_title);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var mesh = _session.Connect(parsed);
        var copy = await mesh.Conversations.ForkAsync(parsed.GetValue(_id)!, parsed.GetValue(_turn), parsed.GetValue(_newId), parsed.GetValue(_title), cancellationToken);
        return await ConversationText.WriteMadeAsync(_session.Terminal, copy, _session.WantsJson(parsed));
    }
}
