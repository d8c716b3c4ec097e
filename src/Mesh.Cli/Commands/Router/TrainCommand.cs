using System.CommandLine;
using Mesh.Cli.Failures;
using Mesh.Cli.Terminals;
using Mesh.Routing.Learning;
using Mesh.Training;
using Mesh.Training.Recorded;

namespace Mesh.Cli.Commands.Router;

/// <summary><c>mesh router train</c>.</summary>
internal sealed class TrainCommand : Command
{
    private readonly Session _session;
    private readonly Argument<string> _file = new("file") { HelpName = "FILE", Description = "Where the trained router is written; the catalogue's 'router.artifact' names it." };
    private readonly Option<string[]> _from = new("--from") { HelpName = "FILE", Description = "Outcomes from a file of 'mesh router outcomes' in the place of the mesh's; may stand several times." };
    private readonly Option<string[]> _models = new("--model") { HelpName = "MODEL", Description = "A model to learn; may stand several times. All with enough outcomes when left out." };
    private readonly Option<int> _seed = new("--seed") { HelpName = "NUMBER", Description = "Seed of all that is random: the same outcomes and seed make the same router.", DefaultValueFactory = _ => 1 };

    public TrainCommand(Session session)
        : base("train", "Trains a router from recorded outcomes and tells how it did on prompts that it had not seen.")
    {
        _session = session;
        Add(_file);
        Add(_from);
        Add(_models);
        Add(_seed);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var judged = await ReadAsync(parsed, cancellationToken);
        var models = parsed.GetValue(_models) is { Length: > 0 } named ? named : RecordedOutcomes.Models(judged);
        var artifact = Train(models, judged, parsed.GetValue(_seed));
        var path = parsed.GetRequiredValue(_file);
        await WholeFile.WriteAsync(path, artifact.ToBytes(), cancellationToken);
        var terminal = _session.Terminal;
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(terminal, new { file = path, evaluation = EvaluationTable.Plain(models, artifact.Evaluation) });
            return ExitCode.Ok;
        }

        await EvaluationTable.WriteAsync(terminal, models, artifact.Evaluation);
        await terminal.Out.WriteLineAsync(terminal.ForOutput($"The router is in '{path}'. Put it on every silo and name it in the catalogue: router: {{ artifact: PATH, mode: shadow }}."));
        return ExitCode.Ok;
    }

    private async Task<List<JudgedPrompt>> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_from) is { Length: > 0 } files)
        {
            return await OutcomeSource.JudgedAsync(files.ToAsyncEnumerable().SelectMany(f => OutcomeSource.OfFileAsync(f, cancellationToken)));
        }

        using var admin = _session.ConnectAdmin(parsed);
        return await OutcomeSource.JudgedAsync(OutcomeSource.OfMeshAsync(admin, cancellationToken));
    }

    private RouterArtifact Train(IReadOnlyList<string> models, List<JudgedPrompt> judged, int seed)
    {
        try
        {
            return RouterTraining.Train(models, RecordedOutcomes.Rows(models, judged), [], new TrainingSettings { Seed = seed }, _session.Terminal.Time.GetUtcNow());
        }
        catch (ArgumentException e)
        {
            throw new CommandFailure(
                $"No router can be trained from {judged.Count} outcomes: {e.Message}.",
                $"Record more ('router: {{ record: true }}' in the catalogue, and feedback on answers): {RouterTraining.LeastOutcomes} prompts, and {RecordedOutcomes.LeastOfModel} outcomes of each of two models.");
        }
    }
}
