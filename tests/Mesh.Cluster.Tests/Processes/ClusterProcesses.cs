using System.Security.Cryptography;

namespace Mesh.Cluster.Tests.Processes;

/// <summary>A cluster as its operator starts it: a Redis, edges, and workers with an engine each, every one a process.</summary>
public sealed class ClusterProcesses : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ClusterShape _shape;
    private readonly List<SiloProcess> _edges = [];
    private readonly List<SiloProcess> _workers = [];
    private readonly List<EngineProcess> _engines = [];
    private RedisProcess? _redis;
    private string _connection = "";

    private ClusterProcesses(ClusterShape shape) => _shape = shape;

    /// <summary>Its Redis.</summary>
    /// <exception cref="InvalidOperationException">It has not begun yet.</exception>
    public RedisProcess Redis => _redis ?? throw new InvalidOperationException("the Redis has not begun yet");

    /// <summary>Silos with doors.</summary>
    public IReadOnlyList<SiloProcess> Edges => _edges;

    /// <summary>Silos beside engines.</summary>
    public IReadOnlyList<SiloProcess> Workers => _workers;

    /// <summary>The engines, in the order of their workers.</summary>
    public IReadOnlyList<EngineProcess> Engines => _engines;

    /// <summary>All silos.</summary>
    public IEnumerable<SiloProcess> Silos => _edges.Concat(_workers);

    /// <summary>The catalogue's file, the same one for all silos.</summary>
    public string CatalogFile => _folder.File("catalog.yaml");

    /// <summary>The file of its secret.</summary>
    public string SecretFile => _folder.File("secret");

    /// <summary>Starts one and waits until every silo is ready.</summary>
    public static async Task<ClusterProcesses> StartAsync(ClusterShape shape)
    {
        var cluster = new ClusterProcesses(shape);
        try
        {
            await cluster.StartAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more worker with an engine of its own and waits until it is ready.</summary>
    public async Task<SiloProcess> AddWorkerAsync(NetworkCell? cell = null)
    {
        var worker = await PlaceWorkerAsync(cell);
        await worker.StartAsync();
        return worker;
    }

    /// <summary>Starts an engine and gives one more worker its place beside it; the worker is not started yet.</summary>
    public async Task<SiloProcess> PlaceWorkerAsync(NetworkCell? cell = null)
    {
        var engine = await EngineProcess.StartAsync(cell, [.. _shape.Engine]);
        _engines.Add(engine);
        var worker = Place($"gpu-{_workers.Count + 1}", cell, "--role", "worker", "--engines", engine.Root);
        _workers.Add(worker);
        return worker;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable part in Silos.Concat<IAsyncDisposable>(_engines).Concat(_redis is null ? [] : [_redis]))
        {
            await part.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task StartAsync()
    {
        await File.WriteAllTextAsync(CatalogFile, _shape.Catalog);
        await File.WriteAllTextAsync(SecretFile, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        var redisFolder = _shape.RedisFolder ?? Directory.CreateDirectory(_folder.File("redis")).FullName;
        _redis = await RedisProcess.StartAsync(redisFolder, _shape.Cell?.HostAddress ?? "127.0.0.1", [.. _shape.Redis]);
        _connection = _shape.RedisPort is { } port ? $"127.0.0.1:{port(_redis)}" : _redis.Connection;
        for (var i = 1; i <= _shape.Edges; i++)
        {
            _edges.Add(Place($"edge-{i}", i == _shape.Edges && _shape.Workers == 0 ? _shape.Cell : null, "--role", "edge"));
        }

        // The first one alone writes what the cluster rests on; the others find it.
        await _edges[0].StartAsync();
        await Task.WhenAll(_edges.Skip(1).Select(e => e.StartAsync()));
        for (var i = 1; i <= _shape.Workers; i++)
        {
            await AddWorkerAsync(i == _shape.Workers ? _shape.Cell : null);
        }
    }

    // With a cell, all silos are on its cable: those outside at this machine's end.
    private SiloProcess Place(string name, NetworkCell? cell, params string[] role) => new(
        name,
        _folder.File(name),
        [
            "--catalog", CatalogFile, "--redis", _connection, "--cluster-secret", $"file:{SecretFile}",
            .. role, .. _shape.Settings,
        ],
        cell,
        cell?.Address ?? _shape.Cell?.HostAddress ?? "127.0.0.1");
}
