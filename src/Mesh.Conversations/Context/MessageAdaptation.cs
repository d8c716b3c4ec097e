using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;

namespace Mesh.Conversations.Context;

/// <summary>Tells messages so that the model that answers can read them: what it cannot see or may not be sent stands in words.</summary>
internal sealed class MessageAdaptation(AnsweringModel model, ConversationNotes notes)
{
    private readonly Dictionary<string, string> _described = notes.Images.GroupBy(i => i.Hash).ToDictionary(g => g.Key, g => g.Last().Text, StringComparer.Ordinal);

    /// <summary>A turn: what was asked and what was answered.</summary>
    public IReadOnlyList<ChatMessage> Of(TurnRecord turn)
    {
        var own = turn.Answer is { } answer && answer.Model == model.Name;
        return turn.Answer is { Message: { } said }
            ? [.. Of(turn.Request.Chat.Messages), NotEmpty(Adapt(said, own))]
            : Of(turn.Request.Chat.Messages);
    }

    /// <summary>Messages that no model of the mesh answered.</summary>
    public IReadOnlyList<ChatMessage> Of(IReadOnlyList<ChatMessage> messages) => [.. messages.Select(m => Adapt(m, own: false))];

    /// <summary>The description of an image; null when there is none.</summary>
    public string? Description(ImagePart image) => _described.Count == 0 ? null : _described.GetValueOrDefault(ImageHash.Of(image.Url));

    /// <summary>Whether the model cannot read a part as it is.</summary>
    public bool IsUnreadable(ContentPart part) => part switch
    {
        ImagePart => !model.Capabilities.HasFlag(ModelCapabilities.ImageIn),
        FilePart => !model.Capabilities.HasFlag(ModelCapabilities.FileIn),
        AudioPart => !model.Capabilities.HasFlag(ModelCapabilities.AudioIn),
        _ => false,
    };

    // A message that says nothing is refused by vendors, and without it two of the user's would follow each other.
    private static ChatMessage NotEmpty(ChatMessage message) =>
        message.ToolCalls.Count == 0 && message.Parts.All(p => p is ReasoningPart) ? message with { Parts = [.. message.Parts, new TextPart("[No answer.]")] } : message;

    private ChatMessage Adapt(ChatMessage message, bool own) => message.Parts.All(p => p is TextPart)
        ? message
        : message with { Parts = [.. message.Parts.Where(p => p is not ReasoningPart || (own && model.TakesReasoning)).Select(p => Adapt(p, own))] };

    private ContentPart Adapt(ContentPart part, bool own) => part switch
    {
        RefusalPart r when !own => new TextPart(r.Text),
        ImagePart image when IsUnreadable(part) => new TextPart(Description(image) is { } told
            ? $"[An image, in words: {told}]"
            : "[An image stood here. You cannot see it, and there is no description of it.]"),
        FilePart file when IsUnreadable(part) => new TextPart($"[A document stood here{(file.Name is { Length: > 0 } name ? $", '{name}'" : "")}. You cannot read it.]"),
        AudioPart when IsUnreadable(part) => new TextPart("[A recording stood here. You cannot hear it.]"),
        _ => part,
    };
}
