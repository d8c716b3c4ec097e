using Mesh.Contracts.Chat;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>From what a model says to the proto's words for it, which chats and turns share.</summary>
internal static class ContentMapping
{
    /// <summary>A piece of a choice; null for what is none.</summary>
    public static V1.Delta? Delta(ChatEvent said) => said switch
    {
        TextDelta t => new V1.Delta { Choice = t.Choice, Content = t.Text },
        ReasoningDelta r => new V1.Delta { Choice = r.Choice, Reasoning = r.Text },
        RefusalDelta r => new V1.Delta { Choice = r.Choice, Refusal = r.Text },
        LogprobsDelta l => new V1.Delta { Choice = l.Choice, LogprobsJson = l.Json },
        ChoiceFinished f => new V1.Delta { Choice = f.Choice, FinishReason = f.Reason },
        _ => null,
    };

    /// <summary>A piece of a tool call.</summary>
    public static V1.ToolCallDelta Call(ToolCallDelta piece) =>
        new() { Choice = piece.Choice, Call = piece.Call, Id = piece.Id ?? "", Name = piece.Name ?? "", Arguments = piece.Arguments };
}
