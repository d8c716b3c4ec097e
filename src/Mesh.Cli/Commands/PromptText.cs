using System.CommandLine;
using System.CommandLine.Parsing;
using Mesh.Cli.Failures;
using Mesh.Cli.Terminals;

namespace Mesh.Cli.Commands;

/// <summary>The text that is asked: the command line's words, or the input.</summary>
internal sealed class PromptText
{
    private const int MostCharacters = 16 * 1024 * 1024;

    private readonly Argument<string[]> _words = new("text")
    {
        Arity = ArgumentArity.ZeroOrMore,
        HelpName = "TEXT",
        Description = "What to ask; '-' or nothing reads it from the input.",
    };

    /// <summary>Puts it on a command.</summary>
    public PromptText(Command command) => command.Add(_words);

    /// <summary>Whether the command line holds one.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_words) is { Length: > 0 };

    /// <summary>The text; null when there is none and a person sits at the terminal.</summary>
    /// <exception cref="CommandFailure">The text is empty or too long.</exception>
    public async Task<string?> ReadAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var words = parsed.GetValue(_words) ?? [];

        // The parser takes an option that it does not know for a word; asking a model about a typing error helps nobody.
        if (words.FirstOrDefault(w => w.StartsWith("--", StringComparison.Ordinal)) is { } option && parsed.Tokens.All(t => t.Type != TokenType.DoubleDash))
        {
            throw new CommandFailure($"There is no option '{option}'.", "A text that begins so goes behind a lone --, such as mesh chat -- --why.", ExitCode.Usage);
        }

        if (words.Length == 0 && terminal.IsInputTyped)
        {
            return null;
        }

        var text = words is [] or ["-"] ? await InputAsync(terminal.In, cancellationToken) : string.Join(' ', words);
        return string.IsNullOrWhiteSpace(text)
            ? throw new CommandFailure("The text is empty.", "Write it after the command, such as mesh chat \"hello\", or pipe it in.", ExitCode.Usage)
            : text;
    }

    private static async Task<string> InputAsync(TextReader input, CancellationToken cancellationToken)
    {
        var text = new System.Text.StringBuilder();
        var buffer = new char[16 * 1024];
        while (await input.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            text.Append(buffer, 0, read);
            if (text.Length > MostCharacters)
            {
                throw new CommandFailure($"The input is longer than {MostCharacters} characters, more than a mesh takes.", "Ask about a part of it.");
            }
        }

        return text.ToString();
    }
}
