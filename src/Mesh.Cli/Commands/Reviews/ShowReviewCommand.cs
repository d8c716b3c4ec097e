using System.CommandLine;

namespace Mesh.Cli.Commands.Reviews;

/// <summary><c>mesh reviews show</c>.</summary>
internal sealed class ShowReviewCommand : Command
{
    private readonly Session _session;
    private readonly Argument<string> _id = ReviewArguments.Id();

    public ShowReviewCommand(Session session)
        : base("show", "Shows a review with its question, its draft and its answer.")
    {
        _session = session;
        Add(_id);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var mesh = _session.Connect(parsed);
        await ReviewText.WriteAsync(_session.Terminal, await mesh.Reviews.GetAsync(parsed.GetRequiredValue(_id), cancellationToken), _session.WantsJson(parsed));
        return ExitCode.Ok;
    }
}
