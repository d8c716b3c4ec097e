using Mesh.Contracts.Chat;

namespace Mesh.Strategies.Nodes.Ensemble;

/// <summary>What a request asks, for the prompts of those who judge or make use of its answers.</summary>
internal static class AskedQuestion
{
    /// <summary>All that is said in it: the user's text alone where there is nothing else, each message under its role where there is.</summary>
    public static string Of(ChatRequest request) => request.Messages is [{ Role: ChatRole.User } only]
        ? Text(only)
        : string.Join("\n\n", request.Messages.Select(m => $"{m.Role.ToString().ToLowerInvariant()}:\n{Text(m)}"));

    /// <summary>What its user said last; null for nothing.</summary>
    public static string? Last(ChatRequest request) => request.Messages.LastOrDefault(m => m.Role == ChatRole.User) is { } last ? Text(last) : null;

    /// <summary>A prompt about it, in its place: with its images, documents and sounds, without its tools.</summary>
    /// <param name="request">The request.</param>
    /// <param name="system">What the system message says.</param>
    /// <param name="user">What the user's message says.</param>
    /// <param name="settings">Sampling and limits.</param>
    /// <param name="format">The form of the answer.</param>
    public static ChatRequest About(ChatRequest request, string system, string user, ChatSettings settings, ResponseFormat? format) => new()
    {
        Messages =
        [
            new ChatMessage { Role = ChatRole.System, Parts = [new TextPart(system)] },
            new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(user), .. request.Messages.SelectMany(m => m.Parts).Where(p => p is ImagePart or FilePart or AudioPart)] },
        ],
        Settings = settings,
        ResponseFormat = format,
    };

    private static string Text(ChatMessage message) => string.Join('\n', message.Parts.OfType<TextPart>().Select(p => p.Text));
}
