using Mesh.Catalog.Discovery;

namespace Mesh.Catalog.Tests.Discovery;

/// <summary>Engines by port.</summary>
internal sealed class FakeEngines(params (int Port, string[] Models)[] engines) : IEngineProbe
{
    public Task<IReadOnlyList<string>> ModelsAsync(Uri root, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(engines.FirstOrDefault(e => e.Port == root.Port).Models ?? []);
}
