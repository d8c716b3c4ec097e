using Mesh.Contracts.Access;

namespace Mesh.Grains.Access;

/// <summary>Knows whether somebody who once asked may still have things done: what was submitted may outlive its key.</summary>
public interface ICallerStanding
{
    /// <summary>Whether the caller's key is in force and has all of these scopes.</summary>
    bool Has(CallerIdentity caller, IReadOnlyList<string> scopes);
}
