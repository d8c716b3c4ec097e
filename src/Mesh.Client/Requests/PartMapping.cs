using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Requests;

/// <summary>One content that is neither a tool's call nor its result.</summary>
internal static class PartMapping
{
    /// <summary>The error code of a content that holds a model's refusal.</summary>
    public const string RefusalCode = "Refusal";

    /// <summary>Whether a content goes to the model. Counts and faults of earlier answers stand in a history and do not.</summary>
    public static bool IsSent(AIContent content) => content is not UsageContent and not ErrorContent { ErrorCode: not RefusalCode };

    /// <summary>The part.</summary>
    /// <exception cref="NotSupportedException">A content that a mesh cannot be given; says what to do.</exception>
    public static V1.Part Map(AIContent content) => content switch
    {
        TextContent text => new V1.Part { Text = text.Text },
        TextReasoningContent reasoning => new V1.Part { Reasoning = reasoning.Text },
        ErrorContent { ErrorCode: RefusalCode } refusal => new V1.Part { Refusal = refusal.Message },
        DataContent data => Data(data),
        UriContent uri => Link(uri),
        HostedFileContent => throw new NotSupportedException("A file kept at a vendor cannot be sent through a mesh, which may ask another vendor. Send its bytes as DataContent."),
        _ => throw new NotSupportedException($"{content.GetType().Name} cannot be sent through a mesh. Send it as text, data, or a function's call and result."),
    };

    private static V1.Part Data(DataContent data)
    {
        if (data.HasTopLevelMediaType("image"))
        {
            return Image(data, data.Uri);
        }

        return data.HasTopLevelMediaType("audio")
            ? new V1.Part { Audio = new V1.Audio { Data = data.Base64Data.ToString(), Format = Format(data.MediaType) } }
            : new V1.Part { File = new V1.File { Name = data.Name ?? "", Data = data.Uri } };
    }

    private static V1.Part Link(UriContent uri)
    {
        if (uri.HasTopLevelMediaType("image"))
        {
            return Image(uri, uri.Uri.AbsoluteUri);
        }

        return string.Equals(uri.Uri.Scheme, "data", StringComparison.OrdinalIgnoreCase)
            ? Data(new DataContent(uri.Uri, uri.MediaType))
            : throw new NotSupportedException($"Only images can be sent by their address; '{uri.MediaType}' cannot. Send its bytes as DataContent.");
    }

    private static V1.Part Image(AIContent content, string url) => new()
    {
        Image = new V1.Image { Url = url, Detail = AdditionalSettings.Read<string>("detail", content.AdditionalProperties?.GetValueOrDefault("detail"), "low, high or auto") ?? "" },
    };

    private static string Format(string mediaType) => mediaType.ToLowerInvariant() switch
    {
        "audio/wav" or "audio/x-wav" or "audio/wave" or "audio/vnd.wave" => "wav",
        "audio/mp3" or "audio/mpeg" => "mp3",
        _ => throw new NotSupportedException($"Sound of the kind '{mediaType}' cannot be sent. Send audio/wav or audio/mpeg."),
    };
}
