using System.CommandLine;
using Mesh.Cli.Commands.Router;
using Mesh.Cli.Failures;
using Mesh.Cli.Terminals;
using Mesh.Training.Cascades;
using Mesh.Training.Confidence;

namespace Mesh.Cli.Commands.Cascades;

/// <summary><c>mesh cascade fit</c>.</summary>
internal sealed class FitCommand : Command
{
    private readonly Session _session;
    private readonly Argument<string> _cascade = new("cascade") { HelpName = "CASCADE", Description = "The route that has the cascade, and behind a slash its label where it has one." };
    private readonly Option<double?> _quality = new("--quality") { HelpName = "SHARE", Description = "Quality to reach, as a share of the last tier's: 0.95." };
    private readonly Option<double?> _cost = new("--cost") { HelpName = "SHARE", Description = "Cost to keep to, as a share of the last tier's: 0.35." };
    private readonly Option<string> _method = new("--method") { HelpName = "METHOD", Description = "For a quality: 'conformal' promises it, 'isotonic' is the best guess.", DefaultValueFactory = _ => "conformal" };
    private readonly Option<double> _mayMiss = new("--may-miss") { HelpName = "SHARE", Description = "Share of such fits whose quality may miss the goal; 0.5 promises even odds.", DefaultValueFactory = _ => new CascadeGoal().MayMiss };
    private readonly Option<string[]> _from = new("--from") { HelpName = "FILE", Description = "Outcomes from a file of 'mesh router outcomes' in the place of the mesh's; may stand several times." };
    private readonly Option<string?> _scorer = new("--scorer") { HelpName = "FILE", Description = "Trains a scorer of the tier's answers too, writes it there, and fits with it as a further source." };
    private readonly Option<int> _tier = new("--tier") { HelpName = "NUMBER", Description = "The tier that the scorer is for, from 0.", DefaultValueFactory = _ => 0 };
    private readonly Option<int> _seed = new("--seed") { HelpName = "NUMBER", Description = "Seed of all that is random: the same outcomes and seed make the same fit.", DefaultValueFactory = _ => 1 };

    public FitCommand(Session session)
        : base("fit", "Fits the thresholds of a cascade on one half of its audited walks, tries them on the other, and writes them as the catalogue takes them.")
    {
        _session = session;
        _method.AcceptOnlyFromAmong("conformal", "isotonic");
        Add(_cascade);
        foreach (var option in (Option[])[_quality, _cost, _method, _mayMiss, _from, _scorer, _tier, _seed])
        {
            Add(option);
        }

        Validators.Add(parsed =>
        {
            if (parsed.GetValue(_quality) is null == parsed.GetValue(_cost) is null)
            {
                parsed.AddError("Give one of --quality and --cost.");
            }
        });
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var cascade = parsed.GetRequiredValue(_cascade);
        var (walks, models) = await ReadAsync(parsed, cascade, cancellationToken);
        var fit = Fit(parsed, cascade, walks, models.Count);
        if (!fit.AcceptsAny)
        {
            throw new CommandFailure(
                $"No threshold of '{cascade}' reaches the goal: {fit.Obstacle}.",
                $"Record more ({fit.FittedWalks} walks were fitted), ask for less, or write '--may-miss 0.5' for even odds.");
        }

        if (parsed.GetValue(_scorer) is { } path)
        {
            await WholeFile.WriteAsync(path, System.Text.Encoding.UTF8.GetBytes(fit.Scorer!.ToJson()), cancellationToken);
        }

        var report = new FitReport(cascade, models, fit, parsed.GetValue(_scorer), parsed.GetValue(_tier));
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(_session.Terminal, report.Plain());
            return ExitCode.Ok;
        }

        foreach (var line in report.Lines())
        {
            await _session.Terminal.Out.WriteLineAsync(_session.Terminal.ForOutput(line));
        }

        return ExitCode.Ok;
    }

    private async Task<RecordedWalks> ReadAsync(ParseResult parsed, string cascade, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_from) is { Length: > 0 } files)
        {
            return await RecordedWalks.GatherAsync(files.ToAsyncEnumerable().SelectMany(f => OutcomeSource.OfFileAsync(f, cancellationToken)), cascade);
        }

        using var admin = _session.ConnectAdmin(parsed);
        return await RecordedWalks.GatherAsync(OutcomeSource.OfMeshAsync(admin, cancellationToken), cascade);
    }

    private FittedCascade Fit(ParseResult parsed, string cascade, IReadOnlyList<RecordedWalk> walks, int tiers)
    {
        var goal = new CascadeGoal
        {
            Quality = parsed.GetValue(_quality),
            Cost = parsed.GetValue(_cost),
            IsIsotonic = parsed.GetValue(_method) == "isotonic",
            MayMiss = parsed.GetValue(_mayMiss),
            Seed = parsed.GetValue(_seed),
        };
        var tier = parsed.GetValue(_tier);
        if (parsed.GetValue(_scorer) is not null && tiers > 0 && (tier < 0 || tier >= tiers - 1))
        {
            throw new CommandFailure($"--tier: {tier} is no tier of '{cascade}' whose answers are judged.", $"Give 0 to {tiers - 2}.");
        }

        try
        {
            return parsed.GetValue(_scorer) is null
                ? CascadeFit.Fit(walks, tiers, goal)
                : CascadeFit.Fit(walks, tiers, goal, tier, new ScorerSettings { Seed = goal.Seed }, _session.Terminal.Time.GetUtcNow());
        }
        catch (ArgumentException e)
        {
            throw new CommandFailure(
                $"No threshold of '{cascade}' can be fitted: {e.Message}.",
                $"Record more: 'router: {{ record: true }}' and 'audit: 0.1' beside the cascade (1 for all requests), and feedback on answers. It takes {CascadeFit.LeastWalks} whole audited walks; where answers are prose, feedback on the calls of earlier tiers too.");
        }
    }
}
