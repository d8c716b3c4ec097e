using Mesh.Contracts.Access;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Reviews;
using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Mesh.Grains.Reviews;
using Mesh.Grains.Turns;
using Mesh.Strategies.Answers;
using Mesh.Strategies.Plans;

namespace Mesh.Silo.Api.Requests;

/// <summary>Has a route or a model answer a review on behalf of the person who sends it there: by its own decision, on that key's account, and only where the review's data may be seen.</summary>
internal sealed class ReviewSending(ReviewDesk desk, TurnRunner turns, CatalogView views)
{
    /// <summary>Sends it, and gives the review with the model's answer.</summary>
    /// <param name="caller">The person's key.</param>
    /// <param name="id">The review.</param>
    /// <param name="requestId">The person's id of this wish: where it has been fulfilled already, nobody is asked again.</param>
    /// <param name="to">Who answers.</param>
    /// <param name="cancellationToken">Ends it; the review waits on.</param>
    /// <exception cref="MeshException">not_found; conflict: it is over; invalid_request, reason review_target: who is named hands over to people itself; whatever the model's call ends by.</exception>
    public async Task<Review> SendAsync(CallerIdentity caller, string id, string requestId, string to, CancellationToken cancellationToken)
    {
        var review = await desk.AskAsync(caller, id, r => r.ReadAsync(), cancellationToken);
        var verdict = new ReviewVerdict { State = ReviewState.Sent, RequestId = requestId, By = caller.KeyId };
        if (review.Standing.State == ReviewState.Pending)
        {
            EnsureNobodyWaits(to);
            verdict = await AskAsync(caller, review.Request, to, verdict, cancellationToken);
        }

        return await desk.AskAsync(caller, id, r => r.DecideAsync(verdict), cancellationToken);
    }

    private async Task<ReviewVerdict> AskAsync(CallerIdentity caller, ReviewRequest asked, string to, ReviewVerdict verdict, CancellationToken cancellationToken)
    {
        var plain = new ChatTask(new RouteQuery { Target = to, Data = asked.Data, Task = asked.Task }.From(caller), asked.Request, streaming: false) { Caller = caller };
        await using var turn = await turns.BeginAsync(DerivedTask.Of(plain, asked.Request, streaming: false), cancellationToken);
        var said = new AnswerBuilder();
        await foreach (var frame in turn.ReadAsync())
        {
            foreach (var e in frame.Read())
            {
                said.Add(e);
            }
        }

        if (turn.Answer.Review is not null || said.Text.Length is 0 or > ReviewVerdict.MostCharacters)
        {
            throw turn.Answer.Review is { } other ? Waits(to, $" Its own review '{other.Id}' waits now.") : new MeshException(
                MeshErrorCode.UpstreamFailed, "review_answer_unusable", $"'{to}' has given no text, or more than {ReviewVerdict.MostCharacters} characters. Send it elsewhere, or answer it.");
        }

        return verdict with { Text = said.Text, Model = turn.Answer.Attempt.Model, DecisionId = turn.Answer.Decision.Id };
    }

    private void EnsureNobodyWaits(string to)
    {
        var view = views.Current;
        if (view.Knows(to) && view.Target(to).Route.Plan is { } plan && HandsOver(plan, 0))
        {
            throw Waits(to, "");
        }

        bool HandsOver(NodeEntry node, int above) => above < NodeEntry.MaxDepth && (node is EscalateEntry || node.Nodes.Any(n => HandsOver(n, above + 1))
            || (node is SingleEntry { Route: { } route } && view.Knows(route) && view.Target(route).Route.Plan is { } other && HandsOver(other, above + 1)));
    }

    private static MeshException Waits(string to, string more) =>
        new(MeshErrorCode.InvalidRequest, "review_target", $"'{to}' hands over to people itself.{more} Name a model, or a route that does not.", "to");
}
