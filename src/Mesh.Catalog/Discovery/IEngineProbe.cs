namespace Mesh.Catalog.Discovery;

/// <summary>Asks an address whether an engine answers there.</summary>
public interface IEngineProbe
{
    /// <summary>The models that it serves; empty when nothing that is an engine answers in time.</summary>
    Task<IReadOnlyList<string>> ModelsAsync(Uri root, CancellationToken cancellationToken);
}
