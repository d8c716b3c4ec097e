using System.CommandLine;

namespace Mesh.Cli.Commands.Catalog;

/// <summary>Who changes the catalogue, for its history.</summary>
internal sealed class AuthorOption
{
    private readonly Option<string> _author = new("--author") { HelpName = "NAME", Description = "Who stands in the history.", DefaultValueFactory = _ => Environment.UserName };

    /// <summary>Puts it on a command.</summary>
    public AuthorOption(Command command) => command.Add(_author);

    /// <summary>The name.</summary>
    public string Read(ParseResult parsed) => parsed.GetValue(_author) ?? "";
}
