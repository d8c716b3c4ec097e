using Mesh.Contracts.Catalog;

namespace Mesh.Silo.Relay;

/// <summary>An engine of this node, as the relay asks it.</summary>
/// <param name="Name">Its name on the node.</param>
/// <param name="Root">Its own address.</param>
/// <param name="Places">Requests that it takes at once; null for no bound.</param>
/// <param name="Key">Where its own key is found; null when it wants none.</param>
internal sealed record RelayedEngine(string Name, Uri Root, int? Places, SecretReference? Key);
