using System.CommandLine;
using Mesh.Cli.Failures;

namespace Mesh.Cli.Commands.Reviews;

/// <summary><c>mesh reviews answer</c>.</summary>
internal sealed class AnswerReviewCommand : Command
{
    private readonly Session _session;
    private readonly Argument<string> _id = ReviewArguments.Id();
    private readonly Option<bool> _draft = new("--draft") { Description = "Answer with the draft as it is." };
    private readonly Option<string?> _requestId = ReviewArguments.RequestId();
    private readonly PromptText _text;

    public AnswerReviewCommand(Session session)
        : base("answer", "Answers a review. The plan that waits for it goes on with the text.")
    {
        _session = session;
        Add(_id);
        _text = new PromptText(this);
        Add(_draft);
        Add(_requestId);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (id, asDrafted) = (parsed.GetRequiredValue(_id), parsed.GetValue(_draft));
        if (asDrafted && _text.IsGiven(parsed))
        {
            throw new CommandFailure("There are two answers: a text and --draft.", "Give one of them.", ExitCode.Usage);
        }

        using var mesh = _session.Connect(parsed);
        var text = asDrafted
            ? await mesh.Reviews.GetAsync(id, cancellationToken) is { HasDraft: true } review ? review.Draft : throw new CommandFailure("The review has no draft.", "Write an answer after the id.")
            : await _text.ReadAsync(parsed, _session.Terminal, cancellationToken) ?? throw new CommandFailure("There is no answer.", "Write it after the id, or give --draft to take the draft as it is.", ExitCode.Usage);
        await ReviewText.WriteAsync(_session.Terminal, await mesh.Reviews.AnswerAsync(id, text, parsed.GetValue(_requestId), cancellationToken), _session.WantsJson(parsed));
        return ExitCode.Ok;
    }
}
