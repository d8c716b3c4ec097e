using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;

namespace Mesh.Silo.Access;

/// <summary>Asks whether a key may do more than ask models.</summary>
internal static class ScopeCheck
{
    /// <summary>Refuses a caller whose key lacks a scope.</summary>
    /// <exception cref="MeshException">permission_denied, reason scope_missing.</exception>
    public static void Ensure(this CallerIdentity caller, string scope)
    {
        if (!caller.Has(scope))
        {
            throw new MeshException(MeshErrorCode.PermissionDenied, "scope_missing", $"Key {caller.KeyId} lacks the scope '{scope}'. Create one with 'mesh keys create NAME --scope {scope}'.");
        }
    }
}
