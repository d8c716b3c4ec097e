using System.Text;
using Spectre.Console;

namespace Mesh.Cli.Terminals;

/// <summary>Where a command reads and writes, and how it may: the process's own, or a test's.</summary>
internal sealed class Terminal
{
    private const int PipedWidth = 1000;

    /// <summary>Input.</summary>
    public required TextReader In { get; init; }

    /// <summary>Output.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Errors and remarks.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether a person types the input.</summary>
    public bool IsInputTyped { get; init; }

    /// <summary>Whether a person sees the output.</summary>
    public bool IsOutputSeen { get; init; }

    /// <summary>Whether a person sees the errors.</summary>
    public bool IsErrorSeen { get; init; }

    /// <summary>Columns of a seen output.</summary>
    public int Width { get; init; } = 80;

    /// <summary>Looks up an environment variable.</summary>
    public Func<string, string?> Environment { get; init; } = _ => null;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    private bool HasColor => IsOutputSeen && string.IsNullOrEmpty(Environment("NO_COLOR"));

    /// <summary>The process's own.</summary>
    public static Terminal OfProcess()
    {
        // Without a byte order mark: what reads a pipe would take it for text.
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Terminal
        {
            In = Console.IsInputRedirected ? new StreamReader(Console.OpenStandardInput(), utf8) : Console.In,
            Out = Console.IsOutputRedirected ? new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = true } : Console.Out,
            Error = Console.Error,
            IsInputTyped = !Console.IsInputRedirected,
            IsOutputSeen = !Console.IsOutputRedirected,
            IsErrorSeen = !Console.IsErrorRedirected,
            // A terminal that does not tell its size says 0.
            Width = Console.IsOutputRedirected ? PipedWidth : Console.WindowWidth is > 0 and var columns ? columns : 80,
            Environment = System.Environment.GetEnvironmentVariable,
        };
    }

    /// <summary>Text of others for the output: as it is into a pipe, without control characters to a person's terminal.</summary>
    public string ForOutput(string text) => IsOutputSeen ? TerminalText.Clean(text) : text;

    /// <summary>Text of others for the error stream, in one line.</summary>
    public string ForError(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return IsErrorSeen ? TerminalText.Clean(line) : line;
    }

    /// <summary>Where a remark goes that is not the answer itself: beside it for a person, past the pipe else.</summary>
    public TextWriter Remarks => IsOutputSeen ? Out : Error;

    /// <summary>A console for tables; without colours and escapes into a pipe and where NO_COLOR is set.</summary>
    public IAnsiConsole Tables()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = IsOutputSeen ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = HasColor ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = IsOutputSeen ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(Out),
        });
        console.Profile.Width = IsOutputSeen ? Width : PipedWidth;
        return console;
    }
}
