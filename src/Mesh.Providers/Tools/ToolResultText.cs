using System.Text;
using ModelContextProtocol.Protocol;

namespace Mesh.Providers.Tools;

/// <summary>A tool's result as a text: what is no text is told of in words, since not every model can see or hear.</summary>
internal static class ToolResultText
{
    public static string Of(CallToolResult result)
    {
        var text = new StringBuilder();
        foreach (var block in result.Content)
        {
            text.Append(text.Length > 0 ? "\n" : "").Append(Of(block));
        }

        return text.Length == 0 && result.StructuredContent is { } structured ? structured.GetRawText() : text.ToString();
    }

    private static string Of(ContentBlock block) => block switch
    {
        TextContentBlock said => said.Text,
        EmbeddedResourceBlock { Resource: TextResourceContents said } => said.Text,
        EmbeddedResourceBlock { Resource: var file } => $"(a file of type {file.MimeType ?? "unknown"} is left out: {file.Uri})",
        ResourceLinkBlock link => $"({link.Name}: {link.Uri})",
        ImageContentBlock image => $"(an image of type {image.MimeType} is left out)",
        AudioContentBlock sound => $"(a sound of type {sound.MimeType} is left out)",
        _ => $"(something of type {block.Type} is left out)",
    };
}
