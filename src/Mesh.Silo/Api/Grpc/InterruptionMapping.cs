using System.Globalization;
using Mesh.Contracts.Errors;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>How far an answer had got, as an event of its stream and in the details of the status that ends it.</summary>
internal static class InterruptionMapping
{
    /// <summary>The event.</summary>
    public static V1.Interrupted Event(MeshError error, Interruption soFar) => new()
    {
        Code = MeshErrorStatus.For(error.Code).Name,
        Reason = error.Reason,
        Message = error.Message,
        RetryCanHelp = MeshErrorStatus.For(error.Code).RetryCanHelp,
        DecisionId = soFar.DecisionId,
        Endpoint = soFar.Endpoint,
        Attempt = soFar.Attempt,
        DeliveredFrames = soFar.DeliveredFrames,
        DeliveredCharacters = soFar.DeliveredCharacters ?? 0,
        Kept = soFar.Kept,
        Usage = OutcomeMapping.Usage(soFar.Usage),
        CostUsd = (double)soFar.CostUsd,
    };

    /// <summary>The details.</summary>
    public static void AddTo(IDictionary<string, string> metadata, Interruption soFar)
    {
        metadata["endpoint"] = soFar.Endpoint;
        metadata["decision_id"] = soFar.DecisionId;
        metadata["attempt"] = Text(soFar.Attempt);
        metadata["delivered_frames"] = Text(soFar.DeliveredFrames);
        metadata["delivered_characters"] = Text(soFar.DeliveredCharacters ?? 0);
        metadata["kept"] = soFar.Kept ? "true" : "false";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
