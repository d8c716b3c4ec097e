using System.CommandLine;

namespace Mesh.Cli.Commands.Reviews;

/// <summary>What the commands name a review and what is said of it by.</summary>
internal static class ReviewArguments
{
    /// <summary>A review's id.</summary>
    public static Argument<string> Id() => new("id") { HelpName = "ID", Description = "The review ('mesh reviews list' lists them)." };

    /// <summary>The id by which the same word counts once.</summary>
    public static Option<string?> RequestId() => new("--request-id") { HelpName = "TEXT", Description = "Your own id of this: sent again it counts once. A new one if not said." };
}
