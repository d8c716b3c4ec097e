using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;

namespace Mesh.Silo.Api.OpenAI;

/// <summary>The caller's own class, in the place of the route's.</summary>
internal static class CallerClass
{
    /// <summary>The header.</summary>
    public const string Header = "x-mesh-class";

    /// <summary>What the request says; null when it says nothing.</summary>
    /// <exception cref="MeshException">invalid_request: no such class.</exception>
    public static WorkClass? Of(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(Header, out var values))
        {
            return null;
        }

        return values.ToString() switch
        {
            "critical" => WorkClass.Critical,
            "standard" => WorkClass.Standard,
            "sheddable" => WorkClass.Sheddable,
            _ => throw new MeshException(MeshErrorCode.InvalidRequest, "invalid_value", $"'{Header}' must be critical, standard or sheddable.", Header),
        };
    }
}
