using System.CommandLine;

namespace Mesh.Cli.Commands.Reviews;

/// <summary><c>mesh reviews send</c>.</summary>
internal sealed class SendReviewCommand : Command
{
    private readonly Session _session;
    private readonly Argument<string> _id = ReviewArguments.Id();
    private readonly Argument<string> _to = new("to") { HelpName = "NAME", Description = "The route, model or endpoint that answers." };
    private readonly Option<string?> _requestId = ReviewArguments.RequestId();

    public SendReviewCommand(Session session)
        : base("send", "Has a stronger route or model answer a review, and waits for it.")
    {
        _session = session;
        Add(_id);
        Add(_to);
        Add(_requestId);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var mesh = _session.Connect(parsed);
        var review = await mesh.Reviews.SendAsync(parsed.GetRequiredValue(_id), parsed.GetRequiredValue(_to), parsed.GetValue(_requestId), cancellationToken);
        await ReviewText.WriteAsync(_session.Terminal, review, _session.WantsJson(parsed));
        return ExitCode.Ok;
    }
}
