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

    /// <summary>Bytes of its texts and of its tools' schemas: at least as many as it has tokens.</summary>
    public static long TextBytes(ChatRequest request) =>
        request.Messages.SelectMany(m => m.Parts).OfType<TextPart>().Sum(t => (long)Encoding.UTF8.GetByteCount(t.Text)) + request.Tools.Sum(t => (long)(t.ParametersJson?.Length ?? 0));

    /// <summary>Tokens that are expected of as many bytes.</summary>
    public static long Expected(long bytes) => (bytes / BytesAToken) + TokensAround;
}
