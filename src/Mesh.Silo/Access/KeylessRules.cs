using System.Net;
using Mesh.Contracts.Errors;

namespace Mesh.Silo.Access;

/// <summary>
/// Whom a mesh without keys serves: programs on this machine that speak to it directly. A sidecar that forwards for others and
/// a web page in a local browser are on this machine too, and are refused by what they cannot help sending.
/// </summary>
internal static class KeylessRules
{
    private const string ForwardedPrefix = "X-Forwarded-";
    private static readonly string[] s_forwarding =
        ["Forwarded", "X-Real-IP", "X-Client-IP", "X-Original-Forwarded-For", "X-Envoy-External-Address", "Via", "CF-Connecting-IP", "True-Client-IP"];

    /// <summary>Why the request is refused; null when it is let in.</summary>
    public static MeshError? Check(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (context.Connection.RemoteIpAddress is not { } remote || !IPAddress.IsLoopback(remote))
        {
            return Refuse("key_required", "This mesh has no keys and serves this machine only.");
        }

        if (headers.Keys.FirstOrDefault(IsForwarding) is { } forwarded)
        {
            return Refuse("forwarded_without_key", $"A forwarded request ('{forwarded}') needs a key: without keys only direct local callers are served.");
        }

        if (!IsLoopback(context.Request.Host.Host))
        {
            return Refuse("host_without_key", $"Host '{context.Request.Host.Host}' needs a key: without keys only localhost is served.");
        }

        return headers.ContainsKey("Origin") || (headers.TryGetValue("Sec-Fetch-Site", out var site) && site != "none")
            ? Refuse("browser_without_key", "A web page needs a key: without keys only local programs are served.")
            : null;
    }

    private static bool IsForwarding(string header) =>
        header.StartsWith(ForwardedPrefix, StringComparison.OrdinalIgnoreCase) || s_forwarding.Contains(header, StringComparer.OrdinalIgnoreCase);

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static MeshError Refuse(string reason, string message) => new()
    {
        Code = MeshErrorCode.Unauthenticated,
        Reason = reason,
        Message = message + " Create one with 'mesh keys create'.",
    };
}
