using Google.Protobuf.WellKnownTypes;
using Mesh.Contracts.Conversations;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>From what a deletion removed to the proto's words for it.</summary>
internal static class DeletionMapping
{
    /// <summary>The answer to a deletion.</summary>
    public static V1.DeleteConversationResponse Response(ConversationDeleted deleted) => new()
    {
        TurnsRemoved = deleted.IsNew ? deleted.Report?.Turns ?? 0 : 0,
        Report = deleted.Report is { } report ? Report(report) : null,
    };

    /// <summary>What it removed.</summary>
    public static V1.DeletionReport Report(DeletionReport report) => new()
    {
        Cause = report.Cause == DeletionCause.Retention ? V1.DeletionCause.Retention : V1.DeletionCause.Asked,
        DeletedAt = Timestamp.FromDateTimeOffset(report.At),
        Turns = report.Turns,
        Drafts = report.Drafts,
        Attachments = report.Attachments,
        Summaries = report.Summaries,
        ImageDescriptions = report.ImageDescriptions,
        Bytes = report.Bytes,
        Forks = { report.Forks },
        ForkCount = report.ForkCount,
        NotRemoved = { report.NotRemoved.Select(n => new V1.NotRemoved { What = n.What, Why = n.Why }) },
    };
}
