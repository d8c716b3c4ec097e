using Mesh.Contracts.Catalog;

namespace Mesh.Routing.Engines;

/// <summary>An endpoint of the catalogue at one engine.</summary>
/// <param name="Entry">The endpoint, with its node and engine.</param>
/// <param name="Provider">How the engine is reached from this silo.</param>
/// <param name="Engine">The engine.</param>
public sealed record NodeEndpoint(EndpointEntry Entry, ProviderEntry Provider, LiveEngine Engine);
