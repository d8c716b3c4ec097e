using System.Text;

namespace Mesh.Routing.Signals;

/// <summary>Texts inside of data URLs.</summary>
internal static class DataUrls
{
    /// <summary>The text of a data URL with a type of text; null for others, which cannot be read here.</summary>
    public static string? Text(string url)
    {
        var comma = url.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || !IsText(url.AsSpan(5, comma - 5)))
        {
            return null;
        }

        if (!url.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
        {
            return Uri.UnescapeDataString(url[(comma + 1)..]);
        }

        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(url[(comma + 1)..]));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool IsText(ReadOnlySpan<char> type) =>
        type.IsEmpty || type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
        || type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) || type.StartsWith("application/xml", StringComparison.OrdinalIgnoreCase)
        || type[0] == ';';
}
