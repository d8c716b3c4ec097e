using Mesh.Contracts.Cluster;
using Mesh.Grains.Workers;

namespace Mesh.Silo.Tests.Relay;

/// <summary>The engines of a node as a test says, in place of those that a worker finds.</summary>
internal sealed class KnownEngines(string node = RelayWorker.Node) : ILocalEngines
{
    private readonly Dictionary<string, (EngineReport Report, Uri Root)> _known = [];

    public string Node { get; } = node;

    public IReadOnlyList<EngineReport> Reports => [.. _known.Values.Select(k => k.Report)];

    public Uri? RootOf(string engine) => _known.TryGetValue(engine, out var known) ? known.Root : null;

    /// <summary>Adds one that is ready.</summary>
    public KnownEngines With(string name, string root, int? concurrency = null, params IEnumerable<string> models)
    {
        _known[name] = (new EngineReport { Node = Node, Engine = name, State = EngineState.Ready, Concurrency = concurrency, Models = [.. models.Select(m => new EngineModel(m))] }, new Uri(root));
        return this;
    }
}
