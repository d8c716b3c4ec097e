using Mesh.Contracts.Chat;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Gates;

/// <summary>A part of a request as a request of its own.</summary>
internal static class PartTask
{
    /// <summary>The conversation so far, and in the place of what the user says last its part, with all images and files. Its content tells its class of task.</summary>
    /// <param name="task">The request.</param>
    /// <param name="words">The part.</param>
    public static ChatTask Of(ChatTask task, string words)
    {
        ChatMessage[] messages = [.. task.Request.Messages];
        var last = Array.FindLastIndex(messages, m => m.Role == ChatRole.User);
        messages[last] = messages[last] with { Parts = [new TextPart(words), .. messages[last].Parts.Where(p => p is not TextPart)] };
        var part = DerivedTask.Of(task, task.Request with { Messages = messages }, streaming: false);
        return part.Asking(part.Query with { Task = null });
    }
}
