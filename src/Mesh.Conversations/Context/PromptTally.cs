using System.Text;
using Mesh.Contracts.Chat;

namespace Mesh.Conversations.Context;

/// <summary>
/// Adds up what a prompt takes, in tokens. A token is at least a byte: as long as the bytes fit, nothing is counted. Once they do not, texts
/// are counted by the model's tokenizer, or taken for a token every three bytes where it is not known (English has four, code about three).
/// </summary>
internal sealed class PromptTally(AnsweringModel model, long budget)
{
    /// <summary>Tokens of an image, as the dearest vendor counts one that is large.</summary>
    public const long ImageTokens = 1600;

    /// <summary>Tokens of a document or sound; what is really in it is not looked at.</summary>
    public const long MediaTokens = 4000;

    private const long AroundMessage = 8;
    private const long BytesAToken = 3;
    private readonly List<IReadOnlyList<ChatMessage>> _taken = [];
    private readonly List<string> _fixedTexts = [];

    /// <summary>Tokens so far.</summary>
    public long Used { get; private set; }

    /// <summary>Tokens that are left beside some messages and the texts that were taken.</summary>
    public long LeftBeside(IReadOnlyList<ChatMessage> messages) => budget - _fixedTexts.Sum(Size) - Of(messages);

    /// <summary>Whether texts are counted.</summary>
    public bool IsCareful { get; private set; }

    /// <summary>Takes texts that are no messages: tools and schemas.</summary>
    public void TakeTexts(IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            _fixedTexts.Add(text);
            Used += Size(text);
        }
    }

    /// <summary>Takes messages in if they fit beside what is kept free; counts before it says no.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="keptFree">Measures what is kept free; null for nothing.</param>
    public bool TryTake(IReadOnlyList<ChatMessage> messages, Func<long>? keptFree = null)
    {
        var size = Of(messages);
        if (Used + size > budget - (keptFree?.Invoke() ?? 0) && !IsCareful)
        {
            IsCareful = true;
            Used = _fixedTexts.Sum(Size) + _taken.Sum(Of);
            size = Of(messages);
        }

        if (Used + size > budget - (keptFree?.Invoke() ?? 0))
        {
            return false;
        }

        _taken.Add(messages);
        Used += size;
        return true;
    }

    /// <summary>Whether a whole list of messages fits, with the texts that were taken.</summary>
    public bool Fits(IReadOnlyList<ChatMessage> messages)
    {
        Used = _fixedTexts.Sum(Size) + Of(messages);
        if (Used > budget && !IsCareful)
        {
            IsCareful = true;
            return Fits(messages);
        }

        return Used <= budget;
    }

    /// <summary>Tokens of messages.</summary>
    public long Of(IReadOnlyList<ChatMessage> messages) => messages.Sum(m =>
        AroundMessage + m.Parts.Sum(Of) + m.ToolCalls.Sum(c => AroundMessage + Size(c.Id) + Size(c.Name) + Size(c.ArgumentsJson)) + Size(m.ToolCallId ?? "") + Size(m.Name ?? ""));

    /// <summary>Tokens of a text.</summary>
    public long Size(string text) => !IsCareful ? Encoding.UTF8.GetByteCount(text)
        : text.Length == 0 ? 0
        : model.Count?.Invoke(text) ?? ((Encoding.UTF8.GetByteCount(text) + BytesAToken - 1) / BytesAToken);

    private long Of(ContentPart part) => part switch
    {
        TextPart t => Size(t.Text),
        ReasoningPart r => Size(r.Text),
        RefusalPart r => Size(r.Text),
        ImagePart => ImageTokens,
        _ => MediaTokens,
    };
}
