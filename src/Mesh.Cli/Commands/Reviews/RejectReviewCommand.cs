using System.CommandLine;

namespace Mesh.Cli.Commands.Reviews;

/// <summary><c>mesh reviews reject</c>.</summary>
internal sealed class RejectReviewCommand : Command
{
    private readonly Session _session;
    private readonly Argument<string> _id = ReviewArguments.Id();
    private readonly Option<string> _reason = new("--reason") { HelpName = "TEXT", Description = "Why: whoever asked is told.", Required = true };
    private readonly Option<string?> _requestId = ReviewArguments.RequestId();

    public RejectReviewCommand(Session session)
        : base("reject", "Refuses to answer a review. The plan that waits for it fails.")
    {
        _session = session;
        Add(_id);
        Add(_reason);
        Add(_requestId);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var mesh = _session.Connect(parsed);
        var review = await mesh.Reviews.RejectAsync(parsed.GetRequiredValue(_id), parsed.GetRequiredValue(_reason), parsed.GetValue(_requestId), cancellationToken);
        await ReviewText.WriteAsync(_session.Terminal, review, _session.WantsJson(parsed));
        return ExitCode.Ok;
    }
}
