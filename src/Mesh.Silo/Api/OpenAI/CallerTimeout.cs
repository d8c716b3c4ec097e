using System.Globalization;
using Mesh.Contracts.Errors;

namespace Mesh.Silo.Api.OpenAI;

/// <summary>The caller's own deadline, which the route's bounds.</summary>
internal static class CallerTimeout
{
    /// <summary>The header, in milliseconds.</summary>
    public const string Header = "x-mesh-timeout-ms";

    /// <summary>What the request says; null when it says nothing.</summary>
    /// <exception cref="MeshException">invalid_request: no number of milliseconds.</exception>
    public static TimeSpan? Of(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(Header, out var values))
        {
            return null;
        }

        return values is [{ } text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new MeshException(MeshErrorCode.InvalidRequest, "invalid_value", $"'{Header}' must be a whole number of milliseconds above 0.", Header);
    }
}
