using Mesh.Contracts.Access;

namespace Mesh.Silo.Access;

/// <summary>Who is calling, as found by the door.</summary>
/// <param name="Caller">The caller.</param>
internal sealed record CallerFeature(CallerIdentity Caller);
