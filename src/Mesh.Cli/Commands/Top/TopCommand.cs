using System.CommandLine;
using System.Globalization;
using Grpc.Core;
using Mesh.Cli.Terminals;
using Mesh.Client;
using Spectre.Console;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Top;

/// <summary><c>mesh top</c>.</summary>
internal sealed class TopCommand : Command
{
    // From the first try to find a mesh again that went away, twice as long each time.
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);
    private readonly Session _session;
    private readonly Option<bool> _once = new("--once") { Description = "Show them once and end, as into a pipe." };
    private readonly Option<bool> _json = new("--json") { Description = "Write each view as a line of JSON, until Ctrl+C or with --once one." };
    private readonly Option<double> _interval = new("--interval") { HelpName = "SECONDS", Description = "From one view to the next, 0.1 to 60.", DefaultValueFactory = _ => 1 };
    private readonly Option<string> _sort = new("--sort") { HelpName = string.Join('|', TopOrder.Names), Description = "What comes first.", DefaultValueFactory = _ => TopOrder.Names[0] };

    public TopCommand(Session session)
        : base("top", "Shows the silos and how the endpoints do, live: load and rates of the whole cluster, times, spend and what is left of limits of the asked silo. First tokens: median and 95th percentile. Figures in brackets are of whole answers, not of streams.")
    {
        _session = session;
        _sort.AcceptOnlyFromAmong(TopOrder.Names);
        _interval.Validators.Add(result =>
        {
            if (result.Tokens is [var given] && !(double.TryParse(given.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.1 and <= 60))
            {
                result.AddError("--interval must be from 0.1 to 60 seconds.");
            }
        });
        Add(_once);
        Add(_json);
        Add(_interval);
        Add(_sort);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var mesh = _session.Connect(parsed);
        var json = parsed.GetValue(_json) || _session.WantsJson(parsed);
        var terminal = _session.Terminal;
        try
        {
            if (parsed.GetValue(_once) || (!json && !terminal.IsOutputSeen))
            {
                await FollowAsync(mesh, parsed, view => WriteAsync(view, json), once: true, cancellationToken);
            }
            else if (json)
            {
                await KeepOnAsync(mesh, parsed, view => WriteAsync(view, json), RemarkAsync, cancellationToken);
            }
            else
            {
                await LiveAsync(mesh, parsed, cancellationToken);
            }
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is RpcException or OperationCanceledException)
        {
            // Ended by its user, which is how it ends well.
        }

        return ExitCode.Ok;
    }

    private async Task LiveAsync(MeshConnection mesh, ParseResult parsed, CancellationToken cancellationToken)
    {
        var terminal = _session.Terminal;
        var last = new TopView(Address(parsed), [], []);
        await terminal.Tables().Live(last.On(terminal, "waiting")).StartAsync(live => KeepOnAsync(
            mesh,
            parsed,
            view =>
            {
                last = view;
                live.UpdateTarget(view.On(terminal, null));
                return Task.CompletedTask;
            },
            remark =>
            {
                live.UpdateTarget(last.On(terminal, remark));
                return Task.CompletedTask;
            },
            cancellationToken));
    }

    // Follows, and finds the mesh again when it went away after it had been there once. Any other refusal ends the command.
    private async Task KeepOnAsync(MeshConnection mesh, ParseResult parsed, Func<TopView, Task> show, Func<string, Task> remark, CancellationToken cancellationToken)
    {
        var seen = false;
        var pause = s_firstPause;
        while (true)
        {
            try
            {
                await FollowAsync(
                    mesh,
                    parsed,
                    view =>
                    {
                        (seen, pause) = (true, s_firstPause);
                        return show(view);
                    },
                    once: false,
                    cancellationToken);
            }
            catch (RpcException e) when (seen && !cancellationToken.IsCancellationRequested && IsAway(e))
            {
                // Told below, as a stream that just ended is.
            }

            await remark("the mesh went away; trying to reach it again");
            await Task.Delay(pause, _session.Terminal.Time, cancellationToken);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }

    private async Task FollowAsync(MeshConnection mesh, ParseResult parsed, Func<TopView, Task> show, bool once, CancellationToken cancellationToken)
    {
        var request = new V1.WatchEndpointsRequest { IntervalMs = (int)Math.Round(parsed.GetValue(_interval) * 1000) };
        using var admin = _session.ConnectAdmin(parsed);
        var silos = new TopSilos(admin, _session.Terminal.Time);
        using var call = mesh.Models.WatchEndpoints(request, cancellationToken: cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            var endpoints = TopOrder.Of(call.ResponseStream.Current.Endpoints, parsed.GetValue(_sort)!);
            await show(new TopView(Address(parsed), endpoints, await silos.ReadAsync(cancellationToken)));
            if (once)
            {
                return;
            }
        }
    }

    private async Task WriteAsync(TopView view, bool json)
    {
        if (json)
        {
            await JsonText.WriteLineAsync(_session.Terminal, view.Plain);
        }
        else
        {
            _session.Terminal.Tables().Write(view.On(_session.Terminal, null));
        }
    }

    private Task RemarkAsync(string remark) => _session.Terminal.Error.WriteLineAsync($"mesh: {remark}");

    private string Address(ParseResult parsed) => _session.Options.Grpc(parsed).Address;

    // A transport that breaks under a stream is told in either way.
    private static bool IsAway(RpcException e) => e.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled;
}
