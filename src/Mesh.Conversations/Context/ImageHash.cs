using System.Security.Cryptography;
using System.Text;

namespace Mesh.Conversations.Context;

/// <summary>Names images by what they hold.</summary>
public static class ImageHash
{
    /// <summary>SHA-256 in lower-case hex: of the bytes of a data URL, else of the URL itself.</summary>
    public static string Of(string url)
    {
        var comma = url.IndexOf(',', StringComparison.Ordinal);
        if (url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) && comma > 0 && url.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
        {
            var bytes = new byte[((url.Length - comma) / 4 * 3) + 3];
            if (Convert.TryFromBase64Chars(url.AsSpan(comma + 1), bytes, out var length))
            {
                return Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, length)));
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)));
    }
}
