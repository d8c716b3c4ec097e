namespace Mesh.Silo.Hosting;

/// <summary>Put on each connection by its listener.</summary>
/// <param name="Door">The door that it came in by.</param>
internal sealed record DoorFeature(Door Door);
