namespace Mesh.Silo.Api.Requests;

/// <summary>Gives each request an id, the caller's own where it can be used, and puts it on every answer of the doors of callers.</summary>
internal sealed class RequestIds(RequestDelegate next, TimeProvider time)
{
    /// <summary>The header, and the gRPC metadata.</summary>
    public const string Header = "x-request-id";

    /// <summary>Longest id of a caller that is taken.</summary>
    public const int MaxLength = 128;

    /// <summary>Names the request and passes it on.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var id = context.Request.Headers[Header] is [{ } given] && IsUsable(given) ? given : Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        context.TraceIdentifier = id;
        context.Response.Headers[Header] = id;
        return next(context);
    }

    // What stands in logs and headers must not be able to break a line of either.
    private static bool IsUsable(string id) => id.Length is > 0 and <= MaxLength && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
}
