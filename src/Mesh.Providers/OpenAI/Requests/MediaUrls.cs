namespace Mesh.Providers.OpenAI.Requests;

/// <summary>Tells addresses of images and files from their data.</summary>
internal static class MediaUrls
{
    /// <summary>Whether somebody would have to fetch it: everything that is no data URL and has a scheme.</summary>
    public static bool IsRemote(string text)
    {
        var trimmed = text.AsSpan().TrimStart();
        return !trimmed.StartsWith("data:", StringComparison.OrdinalIgnoreCase) && trimmed[..Math.Min(trimmed.Length, 32)].Contains("://", StringComparison.Ordinal);
    }
}
