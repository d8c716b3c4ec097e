using System.CommandLine;
using Mesh.Cli.Connecting;
using Mesh.Cli.Failures;
using Mesh.Cli.Terminals;
using Mesh.Client;

namespace Mesh.Cli;

/// <summary>What every command has: the terminal, the connections, and one way to fail.</summary>
/// <param name="terminal">The terminal.</param>
internal sealed class Session(Terminal terminal)
{
    /// <summary>The terminal.</summary>
    public Terminal Terminal { get; } = terminal;

    /// <summary>The options that every command takes.</summary>
    public ConnectionOptions Options { get; } = new(terminal.Environment);

    /// <summary>Whether JSON is wanted.</summary>
    public bool WantsJson(ParseResult parsed) => Options.WantsJson(parsed);

    /// <summary>A connection to the gRPC door.</summary>
    public MeshConnection Connect(ParseResult parsed) => new(Options.Grpc(parsed), Terminal.Time);

    /// <summary>A connection to the admin door.</summary>
    public MeshAdminConnection ConnectAdmin(ParseResult parsed) => new(Options.Admin(parsed));

    /// <summary>Runs a command's work; what it throws becomes a line or two on the error stream and an exit code.</summary>
    public async Task<int> RunAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (FailureReport.IsExpected(e))
        {
            return await FailureReport.WriteAsync(Terminal, e);
        }
    }
}
