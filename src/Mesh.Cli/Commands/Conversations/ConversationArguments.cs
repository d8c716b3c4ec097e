using System.CommandLine;

namespace Mesh.Cli.Commands.Conversations;

/// <summary>What the commands name a conversation and its turns by.</summary>
internal static class ConversationArguments
{
    /// <summary>A conversation's id.</summary>
    public static Argument<string> Id() => new("id") { HelpName = "ID", Description = "The conversation ('mesh conversations list' lists them)." };

    /// <summary>A turn's id.</summary>
    public static Argument<string> Turn() => new("turn") { HelpName = "TURN", Description = "The turn's id ('mesh conversations show' lists them)." };

    /// <summary>A conversation's title.</summary>
    public static Option<string> Title(string description) => new("--title") { HelpName = "TEXT", Description = description, DefaultValueFactory = _ => "" };
}
