using Grpc.Core;
using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Mesh.Grains.Router;
using Mesh.Routing.Quality;
using Mesh.Silo.Access;
using Mesh.Silo.Api.Requests;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>The matrix and feedback at the gRPC door.</summary>
internal sealed class QualityGrpcService(CatalogView views, DecisionDesk desk, Feedback feedback) : V1.QualityService.QualityServiceBase
{
    /// <inheritdoc/>
    public override Task<V1.Matrix> GetMatrix(V1.GetMatrixRequest request, ServerCallContext context)
    {
        var matrix = views.Current.Qualities is { } table ? MatrixReport.Of(views.Current, table) : new MatrixReport([], 0);
        return Task.FromResult(new V1.Matrix { Coverage = matrix.Coverage, Rows = { matrix.Rows.Select(Row) } });
    }

    /// <inheritdoc/>
    public override async Task<V1.NotedDecision> GetDecision(V1.GetDecisionRequest request, ServerCallContext context)
    {
        var note = await desk.FindAsync(context.GetHttpContext().Caller(), Feedback.Id(request.DecisionId, "decision_id"));
        return DecisionMapping.Note(note);
    }

    /// <inheritdoc/>
    public override async Task<V1.SendFeedbackResponse> SendFeedback(V1.SendFeedbackRequest request, ServerCallContext context)
    {
        var counted = await feedback.TakeAsync(context.GetHttpContext().Caller(), request.DecisionId, request.Score, request.Task, "decision_id");
        return counted is var (task, model) ? new V1.SendFeedbackResponse { Counted = true, Task = task, Model = model } : new V1.SendFeedbackResponse();
    }

    private static V1.MatrixRow Row(MatrixReportRow row) => new()
    {
        Task = row.Task,
        Parent = row.Parent ?? "",
        CheapestGood = row.CheapestGood ?? "",
        Cells =
        {
            row.Cells.Select(c => new V1.MatrixCell
            {
                Model = c.Model,
                Quality = c.Estimate.Mean,
                Confidence = c.Estimate.Confidence,
                Source = c.Estimate.Source switch
                {
                    QualitySource.Declared => V1.FigureSource.Declared,
                    QualitySource.Benchmark => V1.FigureSource.Benchmark,
                    QualitySource.Measured => V1.FigureSource.Measured,
                    _ => V1.FigureSource.Assumed,
                },
                Outcomes = c.Estimate.Outcomes,
                UsdPerMillion = c.UsdPerMillion,
            }),
        },
    };
}
