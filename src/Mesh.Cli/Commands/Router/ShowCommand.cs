using System.CommandLine;
using Mesh.Cli.Failures;
using Mesh.Cli.Terminals;
using Mesh.Routing.Learning;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Router;

/// <summary><c>mesh router show</c>.</summary>
internal sealed class ShowCommand : Command
{
    private const long MostBytes = 128 * 1024 * 1024;
    private readonly Session _session;
    private readonly Argument<string?> _file = new("file") { Arity = ArgumentArity.ZeroOrOne, HelpName = "FILE", Description = "A trained router's file, in the place of the one that the mesh asks." };

    public ShowCommand(Session session)
        : base("show", "Shows the learned router of the silo that is asked, how it did when it was trained, and how it does.")
    {
        _session = session;
        Add(_file);
        SetAction((parsed, token) => session.RunAsync(() => parsed.GetValue(_file) is { } file ? FileAsync(parsed, file, token) : MeshAsync(parsed, token)));
    }

    private async Task<int> FileAsync(ParseResult parsed, string path, CancellationToken cancellationToken)
    {
        var artifact = await ReadAsync(path, cancellationToken);
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(_session.Terminal, new { file = path, artifact.TrainedAt, evaluation = EvaluationTable.Plain(artifact.Router.Models, artifact.Evaluation) });
            return ExitCode.Ok;
        }

        await _session.Terminal.Out.WriteLineAsync(_session.Terminal.ForOutput($"'{path}', trained at {artifact.TrainedAt:u}."));
        await EvaluationTable.WriteAsync(_session.Terminal, artifact.Router.Models, artifact.Evaluation);
        return ExitCode.Ok;
    }

    private async Task<int> MeshAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var admin = _session.ConnectAdmin(parsed);
        var router = await admin.Router.GetRouterAsync(new V1.GetRouterRequest(), cancellationToken: cancellationToken);
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(_session.Terminal, Plain(router));
            return ExitCode.Ok;
        }

        var terminal = _session.Terminal;
        foreach (var line in Lines(router))
        {
            await terminal.Out.WriteLineAsync(terminal.ForOutput(line));
        }

        if (router.Evaluation is { } evaluation)
        {
            await EvaluationTable.WriteAsync(terminal, [.. evaluation.Models.Select(m => m.Model)], Evaluation(evaluation));
        }

        return ExitCode.Ok;
    }

    private static IEnumerable<string> Lines(V1.LearnedRouter router)
    {
        yield return router.Artifact.Length == 0
            ? $"{router.Silo} asks no learned router."
            : $"{router.Silo} asks {router.Artifact} ({router.Mode.ToString().ToLowerInvariant()}, exploring {Numbers.Plain(router.Explore * 100)}%), trained at {router.TrainTime.ToDateTimeOffset():u}.";
        if (router.Refusal.Length > 0)
        {
            yield return $"Refused: {router.Refusal}.";
        }

        yield return router.Records ? $"Outcomes are recorded; {router.Pending} prompts wait to be judged." : "No outcomes are recorded.";
        if (router.Standing is { } standing)
        {
            yield return $"Since it was loaded: {Numbers.Plain(standing.Agreed * 100)}% of the decisions would have been its own; of {standing.Outcomes} outcomes its squared error is {Numbers.Plain(standing.Error)}, that of each model's mean {Numbers.Plain(standing.ErrorOfMean)}.";
            yield return standing.Better ? "It knows more than the means: it may decide." : "It has not shown yet that it knows more than the means.";
        }

        foreach (var line in router.Scorers.SelectMany(Lines))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Lines(V1.LearnedScorer scorer)
    {
        yield return scorer.Artifact.Length == 0
            ? $"Scorer {scorer.Name} is not loaded."
            : FormattableString.Invariant($"Scorer {scorer.Name} is {scorer.Artifact}, of {scorer.Rows} answers, {scorer.Right:0.0%} of them right; on unseen ones its area under ROC is {scorer.Auroc:0.000}, its squared error {scorer.Error:0.000}, that of always saying the share {scorer.ErrorOfMean:0.000}.");
        if (scorer.Refusal.Length > 0)
        {
            yield return $"Refused: {scorer.Refusal}.";
        }
    }

    private static async Task<RouterArtifact> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return new FileInfo(path).Length <= MostBytes
                ? RouterArtifact.FromBytes(await File.ReadAllBytesAsync(path, cancellationToken))
                : throw new CommandFailure($"'{path}' is larger than {MostBytes / 1024 / 1024} MiB; is it a trained router?");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new CommandFailure($"'{path}' cannot be read: {e.Message}");
        }
    }

    private static RouterEvaluation Evaluation(V1.RouterEvaluation e) => new(
        e.Outcomes, 0, 0, e.Chosen, e.BestSingle, e.Hindsight, [.. e.Models.Select(m => new ModelEvaluation(m.Quality, m.Error, m.ErrorOfMean, m.CalibrationError))]);

    private static object Plain(V1.LearnedRouter router) => new
    {
        router.Silo,
        path = Text(router.Path),
        artifact = Text(router.Artifact),
        trainedAt = router.TrainTime?.ToDateTimeOffset(),
        mode = router.Artifact.Length == 0 ? null : router.Mode.ToString().ToLowerInvariant(),
        router.Explore,
        refusal = Text(router.Refusal),
        router.Records,
        router.Pending,
        standing = router.Standing is { } s ? new { s.Outcomes, s.Agreed, s.Error, s.ErrorOfMean, s.Better } : null,
        scorers = router.Scorers.Select(s => new { s.Name, s.Path, artifact = Text(s.Artifact), refusal = Text(s.Refusal), s.Rows, s.Right, s.Auroc, s.Error, s.ErrorOfMean }),
        evaluation = router.Evaluation is { } e ? EvaluationTable.Plain([.. e.Models.Select(m => m.Model)], Evaluation(e)) : null,
    };

    private static string? Text(string text) => text.Length == 0 ? null : text;
}
