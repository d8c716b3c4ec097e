using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;

namespace Mesh.Grains.Admission;

/// <summary>The class of a request: the route's, or the caller's own. Anybody may lower it.</summary>
internal static class ClassRule
{
    /// <summary>The scope of keys that may raise it.</summary>
    public const string Scope = "critical";

    /// <summary>The class.</summary>
    /// <exception cref="MeshException">permission_denied: it is above the route's, and the key may not raise it.</exception>
    public static WorkClass Of(RouteQuery query, RouteDecision decision)
    {
        if (query.Class is not { } own)
        {
            return decision.Class;
        }

        return own >= decision.Class || query.MayRaiseClass
            ? own
            : throw new MeshException(MeshErrorCode.PermissionDenied, "scope_missing", $"This key may not raise a request above '{decision.Route}''s class. Ask for a key with the scope '{Scope}', or leave the class out.");
    }
}
