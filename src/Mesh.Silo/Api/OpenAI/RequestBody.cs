using Mesh.Contracts.Errors;

namespace Mesh.Silo.Api.OpenAI;

/// <summary>Reads a request's body up to a bound.</summary>
internal static class RequestBody
{
    /// <summary>Largest body that is taken.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>The whole body.</summary>
    /// <exception cref="MeshException">invalid_request: too long, or not JSON by its content type.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType())
        {
            throw new MeshException(MeshErrorCode.InvalidRequest, "unsupported_content_type", "Send the body as 'Content-Type: application/json'.", "content-type");
        }

        if (request.ContentLength > MaxBytes)
        {
            throw new MeshException(TooLong());
        }

        var buffer = GC.AllocateUninitializedArray<byte>((int)Math.Clamp(request.ContentLength ?? 4096, 64, 1024 * 1024) + 1);
        var filled = 0;
        while (await request.Body.ReadAsync(buffer.AsMemory(filled), request.HttpContext.RequestAborted) is var read and > 0)
        {
            filled += read;
            if (filled > MaxBytes)
            {
                throw new MeshException(TooLong());
            }

            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        return buffer.AsMemory(0, filled);
    }

    /// <summary>The error of a body that is too long.</summary>
    public static MeshError TooLong() => Refuse("body_too_long", $"The body is longer than {MaxBytes / 1024 / 1024} MiB. Send less, or refer to files by URL.");

    /// <summary>The error of a body that is no body by HTTP's rules.</summary>
    public static MeshError Unreadable() => Refuse("unreadable_body", "The body does not arrive as its headers say. Check 'Content-Length' and 'Transfer-Encoding'.");

    private static MeshError Refuse(string reason, string message) => new() { Code = MeshErrorCode.InvalidRequest, Reason = reason, Message = message };
}
