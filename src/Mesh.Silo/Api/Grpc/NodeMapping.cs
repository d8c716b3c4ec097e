using Google.Protobuf.WellKnownTypes;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Reviews;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>From what a plan's nodes did to the proto's words for it.</summary>
internal static class NodeMapping
{
    /// <summary>A node and those under it.</summary>
    public static V1.NodeReport Report(NodeReport node)
    {
        var told = new V1.NodeReport
        {
            Kind = node.Kind,
            Place = node.Place,
            Label = node.Label ?? "",
            State = (V1.NodeState)((int)node.State + 1),
            Model = node.Model ?? "",
            Endpoint = node.Endpoint ?? "",
            DecisionId = node.DecisionId ?? "",
            Usage = OutcomeMapping.Usage(node.Usage),
            CostUsd = (double)node.CostUsd,
            CostEstimated = node.CostEstimated,
            Began = Duration.FromTimeSpan(node.Began),
            Took = Duration.FromTimeSpan(node.Took),
            Note = node.Note ?? "",
            Error = node.Error ?? "",
            Used = node.Used,
            Review = node.Review is { } review ? Note(review) : null,
            Nodes = { node.Nodes.Select(Report) },
        };
        if (node.Confidence is { } sure)
        {
            told.Confidence = sure;
        }

        return told;
    }

    private static V1.ReviewNote Note(ReviewNote review)
    {
        var told = new V1.ReviewNote { Id = review.Id, Queue = review.Queue, State = review.State.ToString().ToLowerInvariant(), Took = review.Took is { } took ? Duration.FromTimeSpan(took) : null };
        if (review.Distance is { } distance)
        {
            told.Distance = distance;
        }

        return told;
    }
}
