using System.Globalization;
using System.Text;

namespace Mesh.Testing.Wire;

/// <summary>The bytes of HTTP/1.1 responses.</summary>
public static class WireHttp
{
    /// <summary>The end of a body in chunks.</summary>
    public static ReadOnlyMemory<byte> LastChunk { get; } = "0\r\n\r\n"u8.ToArray();

    /// <summary>A response's head.</summary>
    /// <param name="status">Status.</param>
    /// <param name="contentType">Content type; null for none.</param>
    /// <param name="length">Length of the body; null for one in chunks.</param>
    /// <param name="headers">Further headers.</param>
    public static byte[] Head(int status, string? contentType, long? length, params IEnumerable<KeyValuePair<string, string>> headers)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {(status == 200 ? "OK" : "No")}\r\n");
        if (contentType is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"content-type: {contentType}\r\n");
        }

        foreach (var (name, value) in headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        head.Append(length is { } bytes ? $"content-length: {bytes.ToString(CultureInfo.InvariantCulture)}\r\n\r\n" : "transfer-encoding: chunked\r\n\r\n");
        return Encoding.ASCII.GetBytes(head.ToString());
    }

    /// <summary>A whole response.</summary>
    public static byte[] Whole(int status, string? contentType, ReadOnlyMemory<byte> body, params IEnumerable<KeyValuePair<string, string>> headers) =>
        [.. Head(status, contentType, body.Length, headers), .. body.Span];

    /// <summary>One chunk of a body.</summary>
    public static byte[] Chunk(ReadOnlyMemory<byte> bytes) =>
        bytes.IsEmpty ? [] : [.. Encoding.ASCII.GetBytes(bytes.Length.ToString("x", CultureInfo.InvariantCulture)), .. "\r\n"u8, .. bytes.Span, .. "\r\n"u8];
}
