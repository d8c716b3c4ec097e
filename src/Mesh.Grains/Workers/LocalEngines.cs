using Mesh.Contracts.Cluster;

namespace Mesh.Grains.Workers;

/// <summary>The engines that a worker found beside it.</summary>
/// <param name="watched">The places that are looked at.</param>
internal sealed class LocalEngines(IEnumerable<WatchedEngine> watched) : ILocalEngines
{
    /// <summary>The places that are looked at.</summary>
    public IReadOnlyList<WatchedEngine> Watched { get; } = [.. watched];

    /// <summary>What the last looks gave, where an engine was found.</summary>
    public IEnumerable<EngineLook> Looks => Watched.Select(w => w.Last).OfType<EngineLook>();

    /// <inheritdoc/>
    public IReadOnlyList<EngineReport> Reports => [.. Looks.Select(l => l.Report)];

    /// <inheritdoc/>
    public Uri? RootOf(string engine) => Watched.FirstOrDefault(w => string.Equals(w.Name, engine, StringComparison.OrdinalIgnoreCase))?.Root;
}
