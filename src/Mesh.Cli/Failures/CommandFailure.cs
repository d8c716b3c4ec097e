namespace Mesh.Cli.Failures;

/// <summary>A command cannot go on, for a reason that its user can mend.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="mend">What to do; null when the message says it.</param>
/// <param name="exitCode">The exit code.</param>
internal sealed class CommandFailure(string message, string? mend = null, int exitCode = ExitCode.Refused) : Exception(message)
{
    /// <summary>What to do.</summary>
    public string? Mend { get; } = mend;

    /// <summary>The exit code.</summary>
    public int ExitCode { get; } = exitCode;
}
