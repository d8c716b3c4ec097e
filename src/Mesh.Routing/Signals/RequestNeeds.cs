using System.Text;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;

namespace Mesh.Routing.Signals;

/// <summary>What a request needs of a model, by a look at its records.</summary>
public static class RequestNeeds
{
    private const long BytesAToken = 4;
    private const long TokensAround = 8;

    /// <summary>What a model must be able to do.</summary>
    public static ModelCapabilities Of(ChatRequest request)
    {
        var parts = request.Messages.SelectMany(m => m.Parts).ToArray();
        return ModelCapabilities.Text
            | (parts.Any(p => p is ImagePart) ? ModelCapabilities.ImageIn : 0)
            | (parts.Any(p => p is FilePart) ? ModelCapabilities.FileIn : 0)
            | (parts.Any(p => p is AudioPart) ? ModelCapabilities.AudioIn : 0)
            | (request.Tools.Count > 0 ? ModelCapabilities.Tools : 0)
            | (request.Settings.Logprobs == true ? ModelCapabilities.Logprobs : 0)
            | (request.ResponseFormat?.Kind == ResponseFormatKind.JsonSchema ? ModelCapabilities.JsonSchema : 0);
    }

    /// <summary>Bytes of its texts, of calls of tools and of its tools: at least as many as it has tokens.</summary>
    public static long TextBytes(ChatRequest request) => request.Messages.Sum(BytesOf) + request.Tools.Sum(BytesOf);

    /// <summary>The same of one message.</summary>
    public static long BytesOf(ChatMessage message) =>
        message.Parts.OfType<TextPart>().Sum(t => Bytes(t.Text)) + message.ToolCalls.Sum(c => Bytes(c.Id) + Bytes(c.Name) + Bytes(c.ArgumentsJson)) + Bytes(message.ToolCallId);

    /// <summary>The same of one tool.</summary>
    public static long BytesOf(ToolDefinition tool) => Bytes(tool.Name) + Bytes(tool.Description) + Bytes(tool.ParametersJson);

    private static long Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    /// <summary>Tokens that are expected of as many bytes.</summary>
    public static long Expected(long bytes) => (bytes / BytesAToken) + TokensAround;
}
