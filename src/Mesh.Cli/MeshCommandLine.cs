using System.CommandLine;
using System.CommandLine.Invocation;
using Mesh.Cli.Commands;
using Mesh.Cli.Commands.Caches;
using Mesh.Cli.Commands.Cascades;
using Mesh.Cli.Commands.Catalog;
using Mesh.Cli.Commands.Chat;
using Mesh.Cli.Commands.Conversations;
using Mesh.Cli.Commands.Keys;
using Mesh.Cli.Commands.Plans;
using Mesh.Cli.Commands.Quality;
using Mesh.Cli.Commands.Reviews;
using Mesh.Cli.Commands.Router;
using Mesh.Cli.Commands.Silos;
using Mesh.Cli.Commands.Tasks;
using Mesh.Cli.Commands.Top;
using Mesh.Cli.Failures;
using Mesh.Cli.Terminals;

namespace Mesh.Cli;

/// <summary>The command line as a whole.</summary>
internal static class MeshCommandLine
{
    private const string Description = """
        Talks to a MeshSilo.

        Exit codes: 0 it went well; 1 the mesh or the input was refused; 2 the command line is wrong; 3 the mesh cannot be reached; 130 ended by Ctrl+C.
        """;

    /// <summary>Runs one command and gives its exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        var session = new Session(terminal);
        var parsed = Build(session).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is null or ParseErrorAction)
        {
            return await FailureReport.UsageAsync(terminal, parsed);
        }

        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = terminal.Out, Error = terminal.Error };
        return await parsed.InvokeAsync(invocation, cancellationToken);
    }

    private static RootCommand Build(Session session)
    {
        var root = new RootCommand(Description)
        {
            new ChatCommand(session),
            new RunCommand(session),
            new TasksCommand(session),
            new ConversationsCommand(session),
            new ReviewsCommand(session),
            new ModelsCommand(session),
            new EndpointsCommand(session),
            new TopCommand(session),
            new SilosCommand(session),
            new RoutesCommand(session),
            new ExplainCommand(session),
            new MatrixCommand(session),
            new FeedbackCommand(session),
            new RouterCommand(session),
            new CascadeCommand(session),
            new CatalogCommand(session),
            new CacheCommand(session),
            new KeysCommand(session),
        };
        foreach (var option in session.Options.All)
        {
            root.Add(option);
        }

        return root;
    }
}
