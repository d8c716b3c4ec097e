using System.CommandLine;
using Grpc.Core;
using Mesh.Cli.Terminals;
using Mesh.Client;
using Spectre.Console;
using Column = Mesh.Cli.Terminals.Column;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands;

/// <summary><c>mesh endpoints</c>.</summary>
internal sealed class EndpointsCommand : Command
{
    private static readonly Column[] s_columns =
    [
        "endpoint", "model", "circuit", Column.Number("in flight"), Column.Number("attempts"), Column.Number("failures"),
        Column.Number("req/s"), Column.Number("err %"), Column.Number("first token"), Column.Number("per token"), Column.Number("tokens"), Column.Number("spent"), "last fault",
    ];

    private readonly Session _session;
    private readonly Option<bool> _watch = new("--watch") { Description = "Show them again every second, until Ctrl+C." };

    public EndpointsCommand(Session session)
        : base("endpoints", "Lists the endpoints and how they do, as the asked silo sees them.")
    {
        _session = session;
        Add(_watch);
        SetAction((parsed, token) => session.RunAsync(() => parsed.GetValue(_watch) ? WatchAsync(parsed, token) : ListAsync(parsed, token)));
    }

    private async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var mesh = _session.Connect(parsed);
        var endpoints = await Pages.AllAsync<V1.Endpoint>(async page =>
        {
            var response = await mesh.Models.ListEndpointsAsync(new V1.ListEndpointsRequest { PageSize = Pages.Size, PageToken = page }, cancellationToken: cancellationToken);
            return (response.Endpoints, response.NextPageToken);
        });
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(_session.Terminal, new { endpoints = endpoints.Select(EndpointFigures.Plain) });
        }
        else
        {
            MeshTable.Write(_session.Terminal, s_columns, endpoints.Select(Row));
        }

        return ExitCode.Ok;
    }

    // Ended by its user, which is how a watch ends well.
    private async Task<int> WatchAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var mesh = _session.Connect(parsed);
        try
        {
            if (_session.Terminal.IsOutputSeen && !_session.WantsJson(parsed))
            {
                await LiveAsync(mesh, cancellationToken);
            }
            else
            {
                await ViewsAsync(mesh, view => WriteAsync(view, _session.WantsJson(parsed)), cancellationToken);
            }
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is RpcException or OperationCanceledException)
        {
            return ExitCode.Ok;
        }

        return ExitCode.Ok;
    }

    private Task LiveAsync(MeshConnection mesh, CancellationToken cancellationToken)
    {
        var terminal = _session.Terminal;
        return terminal.Tables().Live(MeshTable.Of(terminal, s_columns, [])).StartAsync(live => ViewsAsync(
            mesh,
            view =>
            {
                live.UpdateTarget(MeshTable.Of(terminal, s_columns, view.Endpoints.Select(Row)));
                return Task.CompletedTask;
            },
            cancellationToken));
    }

    private async Task WriteAsync(V1.WatchEndpointsResponse view, bool json)
    {
        if (json)
        {
            await JsonText.WriteLineAsync(_session.Terminal, new { endpoints = view.Endpoints.Select(EndpointFigures.Plain) });
        }
        else
        {
            MeshTable.Write(_session.Terminal, s_columns, view.Endpoints.Select(Row));
            await _session.Terminal.Out.WriteLineAsync();
        }
    }

    private static async Task ViewsAsync(MeshConnection mesh, Func<V1.WatchEndpointsResponse, Task> show, CancellationToken cancellationToken)
    {
        using var call = mesh.Models.WatchEndpoints(new V1.WatchEndpointsRequest(), cancellationToken: cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            await show(call.ResponseStream.Current);
        }
    }

    private static string[] Row(V1.Endpoint e) =>
    [
        e.Name, e.Model, EndpointFigures.State(e), EndpointFigures.InFlight(e), Numbers.Count(e.Attempts), Numbers.Count(e.Failures),
        EndpointFigures.Rate(e.RequestsPerSecond), EndpointFigures.Errors(e.ErrorShare),
        Numbers.Seconds(e.FirstTokenSeconds), Numbers.Seconds(e.TokenSeconds), Numbers.Count(e.Tokens), Numbers.Usd(e.SpentUsd), e.LastFault,
    ];
}
