using System.CommandLine;
using Mesh.Cli.Commands.Conversations;
using Mesh.Cli.Failures;
using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Reviews;

/// <summary><c>mesh reviews list</c>.</summary>
internal sealed class ListReviewsCommand : Command
{
    private const int Most = 10_000;
    private static readonly Column[] s_columns = ["id", "queue", "state", "route", "task", "created (UTC)", "expires (UTC)"];
    private static readonly string[] s_states = ["pending", "answered", "sent", "rejected", "expired", "all"];
    private readonly Session _session;
    private readonly Option<string> _queue = new("--queue") { HelpName = "NAME", Description = "Those of a queue.", DefaultValueFactory = _ => "" };
    private readonly Option<string> _route = new("--route") { HelpName = "NAME", Description = "Those of a route.", DefaultValueFactory = _ => "" };
    private readonly Option<string> _state = new("--state") { HelpName = string.Join('|', s_states), Description = "Those in a state.", DefaultValueFactory = _ => s_states[0] };
    private readonly Option<int> _count = new("--count", "-n") { HelpName = "N", Description = "How many at most.", DefaultValueFactory = _ => 50 };

    public ListReviewsCommand(Session session)
        : base("list", "Lists reviews, the oldest first.")
    {
        _session = session;
        _state.AcceptOnlyFromAmong(s_states);
        foreach (var option in new Option[] { _queue, _route, _state, _count })
        {
            Add(option);
        }

        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var count = parsed.GetValue(_count) is >= 1 and <= Most and var n ? n : throw new CommandFailure($"--count: it must be from 1 to {Most}.", exitCode: ExitCode.Usage);
        var state = parsed.GetValue(_state);
        var filter = new V1.ListReviewsRequest
        {
            Queue = parsed.GetValue(_queue),
            Route = parsed.GetValue(_route),
            State = state == "all" ? V1.ReviewState.Unspecified : (V1.ReviewState)(Array.IndexOf(s_states, state) + 1),
        };
        using var mesh = _session.Connect(parsed);
        var found = await mesh.Reviews.ListAsync(filter, cancellationToken).Take(count).ToListAsync(cancellationToken);
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(_session.Terminal, new { reviews = found.Select(ReviewText.Plain) });
        }
        else
        {
            MeshTable.Write(_session.Terminal, s_columns, found.Select(Row));
        }

        return ExitCode.Ok;
    }

    private static string[] Row(V1.ReviewEntry e) => [e.Id, e.Queue, ReviewText.State(e.State), e.Route, e.Task, ConversationText.Time(e.CreateTime), ConversationText.Time(e.ExpireTime)];
}
