using Mesh.Contracts.Access;
using Mesh.Grains.Access;

namespace Mesh.Silo.Access;

/// <summary>Whether the key of somebody who once asked is still in force.</summary>
internal sealed class KeyStanding(KeySource keys, TimeProvider time) : ICallerStanding
{
    /// <inheritdoc/>
    // A local caller asked while there were no keys: once there are, it may no more.
    public bool Has(CallerIdentity caller, IReadOnlyList<string> scopes) =>
        keys.Current is { } ring ? ring.Has(caller.KeyId, caller.Tenant, scopes, time.GetUtcNow()) : caller.KeyId == CallerIdentity.Loopback.KeyId;
}
