using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Mesh.Silo.Hosting;

namespace Mesh.Silo.Access;

/// <summary>Finds out who is calling: by key once the mesh has keys, by being on this machine before.</summary>
internal sealed class CallerCheck(KeySource keys, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    /// <summary>Whether the mesh has no keys and tells callers apart by being on this machine.</summary>
    public bool IsKeyless => keys.Current is null;

    /// <summary>Puts the caller on the request.</summary>
    /// <exception cref="MeshException">unauthenticated or permission_denied.</exception>
    public void Check(HttpContext context)
    {
        var caller = keys.Current is { } ring
            ? ring.Find(Presented(context.Request), time.GetUtcNow()) ?? throw Unknown(context.Request)
            : KeylessRules.Check(context) is { } refusal ? throw new MeshException(refusal) : CallerIdentity.Loopback;
        if (context.Features.Get<DoorFeature>()?.Door == Door.Admin && !caller.Has("admin"))
        {
            throw new MeshException(MeshErrorCode.PermissionDenied, "scope_missing", $"Key {caller.KeyId} lacks the scope 'admin'. Create one with 'mesh keys create NAME --scope admin'.");
        }

        context.Features.Set(new CallerFeature(caller));
    }

    private static string? Presented(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;

    private static MeshException Unknown(HttpRequest request) => request.Headers.Authorization.Count == 0
        ? new MeshException(MeshErrorCode.Unauthenticated, "key_required", "This mesh asks for a key: send it as 'Authorization: Bearer mesh_…'.")
        : new MeshException(MeshErrorCode.Unauthenticated, "invalid_api_key", "The key is mistyped, unknown or has expired. Create one with 'mesh keys create'.");
}
