using System.CommandLine;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Conversations;

/// <summary><c>mesh conversations new</c>.</summary>
internal sealed class NewConversationCommand : Command
{
    private readonly Session _session;
    private readonly Option<string> _id = new("--id") { HelpName = "ID", Description = "Its id; one of its own without.", DefaultValueFactory = _ => "" };
    private readonly Option<string> _title = ConversationArguments.Title("A title.");
    private readonly Option<string> _route = new("--route") { HelpName = "NAME", Description = "Route, model or endpoint that answers its turns.", DefaultValueFactory = _ => "" };
    private readonly Option<string> _instructions = new("--instructions") { HelpName = "TEXT", Description = "What every model is told.", DefaultValueFactory = _ => "" };
    private readonly Option<string[]> _pins = new("--pin") { HelpName = "FACT", Description = "A fact that every model is told; may be given several times." };

    public NewConversationCommand(Session session)
        : base("new", "Creates a conversation and writes its id.")
    {
        _session = session;
        foreach (var option in new Option[] { _id, _title, _route, _instructions, _pins })
        {
            Add(option);
        }

        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var mesh = _session.Connect(parsed);
        var request = new V1.CreateConversationRequest
        {
            Id = parsed.GetValue(_id),
            Title = parsed.GetValue(_title),
            Route = parsed.GetValue(_route),
            Instructions = parsed.GetValue(_instructions),
            PinnedFacts = { parsed.GetValue(_pins) ?? [] },
        };
        return await ConversationText.WriteMadeAsync(_session.Terminal, await mesh.Conversations.CreateAsync(request, cancellationToken), _session.WantsJson(parsed));
    }
}
