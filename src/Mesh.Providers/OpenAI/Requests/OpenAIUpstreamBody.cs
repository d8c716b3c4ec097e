using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Providers.OpenAI.Presets;
using Mesh.Providers.Pipeline;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>Writes a task's body in the words of one upstream.</summary>
internal static class OpenAIUpstreamBody
{
    /// <summary>The body for <paramref name="target"/>. A caller's own body keeps every byte that need not change.</summary>
    public static async ValueTask<byte[]> WriteAsync(UpstreamTarget target, ChatTask task, MediaInliner inliner, CancellationToken cancellationToken)
    {
        var quirks = OpenAIPresets.Of(target.Provider);
        var native = task.Native as OpenAIChatBody;
        var bytes = native?.For(target.Endpoint.UpstreamModel, quirks.StreamOptions)
            ?? Written(task, target.Endpoint.UpstreamModel, quirks);
        var rewrites = native is not null && OpenAIBodyRewrite.IsNeeded(native.Traits, quirks);
        var inlines = !quirks.FetchesUrls && HoldsUrls(task, native);
        if (!rewrites && !inlines)
        {
            return bytes;
        }

        var body = OpenAIBodyRewrite.Parse(bytes);
        if (rewrites)
        {
            OpenAIBodyRewrite.Apply(body, quirks);
        }

        if (inlines)
        {
            await inliner.InlineAsync(body, target.Fetch, cancellationToken);
        }

        return OpenAIBodyRewrite.Write(body);
    }

    private static byte[] Written(ChatTask task, string upstreamModel, OpenAIQuirks quirks)
    {
        try
        {
            return OpenAIRequestWriter.Write(task.Request, upstreamModel, task.Streaming, quirks, task.GoesOn);
        }
        catch (JsonException)
        {
            throw OpenAIChatScan.Invalid("invalid_value", "A schema under 'tools' or 'response_format', or a further parameter, is not valid JSON.", null);
        }
        catch (ArgumentException)
        {
            throw OpenAIChatScan.NotUnicode();
        }
    }

    private static bool HoldsUrls(ChatTask task, OpenAIChatBody? native) => native is not null
        ? native.Traits.HasFlag(BodyTraits.RemoteMedia)
        : task.Request.Messages.SelectMany(m => m.Parts).Any(p => p is ImagePart image ? MediaUrls.IsRemote(image.Url) : p is FilePart file && MediaUrls.IsRemote(file.Data));
}
