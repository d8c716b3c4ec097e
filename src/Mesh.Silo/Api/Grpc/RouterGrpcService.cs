using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Mesh.Grains.Learning;
using Mesh.Routing.Learning;
using Mesh.Routing.Prediction;
using Mesh.Silo.Hosting;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>The learned router at the admin door.</summary>
internal sealed class RouterGrpcService(RunningPredictor running, RunningScorers scorers, PromptRecorder prompts, CatalogView views, IGrainFactory grains, MeshSettings settings) : V1.RouterService.RouterServiceBase
{
    private IOutcomeGrain Outcomes => grains.GetGrain<IOutcomeGrain>(IOutcomeGrain.Key);

    /// <inheritdoc/>
    public override Task<V1.LearnedRouter> GetRouter(V1.GetRouterRequest request, ServerCallContext context)
    {
        var policy = views.Current.Document.Router;
        var told = new V1.LearnedRouter { Silo = settings.NodeName, Path = policy.Artifact ?? "", Refusal = running.Refusal ?? "", Records = policy.Record, Pending = prompts.Count };
        told.Scorers.AddRange(scorers.All.Select(Scorer));
        if (running.Current is { } predictor)
        {
            Fill(told, predictor);
        }

        return Task.FromResult(told);
    }

    /// <inheritdoc/>
    public override async Task ExportOutcomes(V1.ExportOutcomesRequest request, IServerStreamWriter<V1.ExportOutcomesResponse> responseStream, ServerCallContext context)
    {
        foreach (var page in await Outcomes.PagesAsync())
        {
            var outcomes = await grains.GetGrain<IOutcomePageGrain>(page).ReadAsync();
            await responseStream.WriteAsync(new V1.ExportOutcomesResponse { Outcomes = { outcomes.Select(RecordedOutcomeMapping.Outcome) } }, context.CancellationToken);
        }
    }

    /// <inheritdoc/>
    public override async Task<V1.ForgetOutcomesResponse> ForgetOutcomes(V1.ForgetOutcomesRequest request, ServerCallContext context)
    {
        await Outcomes.ForgetAsync(request.BeforeTime?.ToDateTimeOffset() ?? DateTimeOffset.MaxValue);
        return new V1.ForgetOutcomesResponse();
    }

    private static void Fill(V1.LearnedRouter told, QualityPredictor predictor)
    {
        (told.Artifact, told.Mode, told.Explore) = (predictor.Version, DecisionMapping.Mode(predictor.Mode), predictor.Explore);
        told.TrainTime = Timestamp.FromDateTimeOffset(predictor.Artifact.TrainedAt);
        told.Evaluation = Evaluation(predictor.Artifact);
        var standing = predictor.Ledger.Read();
        told.Standing = new V1.RouterStanding
        {
            Outcomes = standing.Outcomes,
            Agreed = standing.Agreed,
            Error = standing.Error,
            ErrorOfMean = standing.ErrorOfMean,
            Better = standing.IsBetterThanMeans,
        };
    }

    private static V1.LearnedScorer Scorer(RunningScorer scorer)
    {
        var told = new V1.LearnedScorer { Name = scorer.Name, Path = scorer.Path, Artifact = scorer.Version, Refusal = scorer.Refusal ?? "" };
        if (scorer.Artifact?.Evaluation is { } e)
        {
            (told.Rows, told.Right, told.Auroc, told.Error, told.ErrorOfMean) = (e.Rows, e.Right, e.Auroc, e.Error, e.ErrorOfMean);
        }

        return told;
    }

    private static V1.RouterEvaluation Evaluation(RouterArtifact artifact) => new()
    {
        Outcomes = artifact.Evaluation.Outcomes,
        Chosen = artifact.Evaluation.Chosen,
        BestSingle = artifact.Evaluation.BestSingle,
        Hindsight = artifact.Evaluation.Hindsight,
        Models =
        {
            artifact.Router.Models.Zip(artifact.Evaluation.Models, (model, e) => new V1.ModelEvaluation
            {
                Model = model,
                Quality = e.Quality,
                Error = e.Error,
                ErrorOfMean = e.ErrorOfMean,
                CalibrationError = e.CalibrationError,
            }),
        },
    };
}
