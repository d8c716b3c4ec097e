using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Router;

/// <summary><c>mesh router forget</c>.</summary>
internal sealed class ForgetCommand : Command
{
    private readonly Session _session;
    private readonly Option<int> _olderThan = new("--older-than") { HelpName = "DAYS", Description = "Only those that were recorded more days ago; 0 for all.", Required = true };

    public ForgetCommand(Session session)
        : base("forget", "Takes recorded outcomes away; a router that was trained from them stays.")
    {
        _session = session;
        _olderThan.Validators.Add(option =>
        {
            if (option.GetValueOrDefault<int>() is < 0 or > 36_500)
            {
                option.AddError("--older-than takes from 0 to 36500 days.");
            }
        });
        Add(_olderThan);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var admin = _session.ConnectAdmin(parsed);
        var days = parsed.GetValue(_olderThan);
        var request = new V1.ForgetOutcomesRequest { BeforeTime = days == 0 ? null : Timestamp.FromDateTimeOffset(_session.Terminal.Time.GetUtcNow().AddDays(-days)) };
        await admin.Router.ForgetOutcomesAsync(request, cancellationToken: cancellationToken);
        await _session.Terminal.Out.WriteLineAsync(days == 0 ? "No outcomes are kept any more." : $"Outcomes of more than {days} days ago are gone.");
        return ExitCode.Ok;
    }
}
