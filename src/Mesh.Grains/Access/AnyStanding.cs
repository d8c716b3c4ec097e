using Mesh.Contracts.Access;

namespace Mesh.Grains.Access;

/// <summary>Of a silo without doors, which knows no keys.</summary>
internal sealed class AnyStanding : ICallerStanding
{
    /// <inheritdoc/>
    public bool Has(CallerIdentity caller, IReadOnlyList<string> scopes) => true;
}
