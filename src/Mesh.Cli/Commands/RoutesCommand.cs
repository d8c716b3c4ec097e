using System.CommandLine;
using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands;

/// <summary><c>mesh routes</c>.</summary>
internal sealed class RoutesCommand : Command
{
    private static readonly Column[] s_columns = ["route", "prefer", "candidates", "fallbacks", "rules"];
    private readonly Session _session;

    public RoutesCommand(Session session)
        : base("routes", "Lists the routes that can be asked for.")
    {
        _session = session;
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var mesh = _session.Connect(parsed);
        var routes = await Pages.AllAsync<V1.Route>(async page =>
        {
            var response = await mesh.Routes.ListRoutesAsync(new V1.ListRoutesRequest { PageSize = Pages.Size, PageToken = page }, cancellationToken: cancellationToken);
            return (response.Routes, response.NextPageToken);
        });
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(_session.Terminal, new { routes = routes.Select(r => new { r.Name, prefer = Prefer(r), candidates = r.Candidates, fallbacks = r.Fallbacks, rules = r.Rules.Select(rule => new { rule.Name, rule.When, rule.Then }) }) });
        }
        else
        {
            MeshTable.Write(_session.Terminal, s_columns, routes.Select(r => new[] { r.Name, Prefer(r), string.Join(' ', r.Candidates), string.Join(' ', r.Fallbacks), string.Join('\n', r.Rules.Select(Rule)) }));
        }

        return ExitCode.Ok;
    }

    private static string Rule(V1.Rule rule) => $"{(rule.When.Length == 0 ? "always" : $"when {rule.When}")}: {rule.Then}";

    private static string Prefer(V1.Route route) => route.Prefer.ToString().ToLowerInvariant();
}
