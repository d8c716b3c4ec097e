using System.CommandLine;

namespace Mesh.Cli.Commands.Reviews;

/// <summary><c>mesh reviews</c>.</summary>
internal sealed class ReviewsCommand : Command
{
    public ReviewsCommand(Session session)
        : base("reviews", "Lists and answers what plans have handed over to people. The key needs the scope 'reviews'.")
    {
        Add(new ListReviewsCommand(session));
        Add(new ShowReviewCommand(session));
        Add(new AnswerReviewCommand(session));
        Add(new SendReviewCommand(session));
        Add(new RejectReviewCommand(session));
    }
}
