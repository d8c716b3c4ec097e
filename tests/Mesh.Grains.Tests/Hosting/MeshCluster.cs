using Mesh.Grains.Admission;
using Mesh.Grains.Catalog;
using Mesh.Grains.Hosting;
using Mesh.Grains.Storage;
using Mesh.Testing.Files;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Mesh.Grains.Tests.Hosting;

/// <summary>Silos in this process that share one catalogue file and one store, and a client.</summary>
internal sealed class MeshCluster : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteStore _store;
    private InProcessTestCluster? _cluster;
    private int _answersLost;

    private MeshCluster() => _store = new SqliteStore(_folder.Path);

    public InProcessTestCluster Cluster => _cluster!;

    public IClusterClient Client => Cluster.Client;

    public IReadOnlyList<InProcessSiloHandle> Silos => [.. Cluster.GetActiveSilos()];

    public string CatalogFile => _folder.File("catalog.yaml");

    /// <summary>The silos' looks at the catalogue.</summary>
    public CatalogLooks Looks { get; } = new();

    /// <summary>Storage calls throw while this is set.</summary>
    public bool StorageFails { get; set; }

    /// <summary>Writes of the state of this name are done and throw; null for none.</summary>
    public string? LosesAnswersOf { get; set; }

    /// <summary>How many did.</summary>
    public int AnswersLost => Volatile.Read(ref _answersLost);

    /// <summary>Starts silos; each one's node has its silo's name.</summary>
    /// <param name="silos">How many.</param>
    /// <param name="catalog">The catalogue's text.</param>
    /// <param name="configure">Adds to each silo, by its name.</param>
    /// <param name="options">Sets each silo's options, by its name.</param>
    public static async Task<MeshCluster> StartAsync(short silos = 2, string? catalog = null, Action<string, ISiloBuilder>? configure = null, Action<string, MeshSiloOptions>? options = null)
    {
        var mesh = new MeshCluster();
        await mesh.EditAsync(catalog ?? TestCatalog.Text());
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((its, silo) =>
        {
            silo.Services.AddSingleton<IGrainStorage>(services => new FailingStorage(
                new SqliteGrainStorage(mesh._store, new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>())), () => mesh.StorageFails, mesh.LosesAnswer));
            silo.AddMesh(set =>
            {
                (set.CatalogFiles, set.Node) = ([mesh.CatalogFile], its.SiloName);
                options?.Invoke(its.SiloName, set);
            });
            silo.Services.AddSingleton<IOutgoingGrainCallFilter>(mesh.Looks);
            silo.Services.AddSingleton<IThreadDelay, NoThreadDelay>();
            configure?.Invoke(its.SiloName, silo);
        });
        mesh._cluster = builder.Build();
        await mesh._cluster.DeployAsync();
        return mesh;
    }

    /// <summary>Swaps the file whole, as editors do.</summary>
    public Task EditAsync(string text) => FollowedFile.ReplaceAsync(CatalogFile, text);

    private bool LosesAnswer(string state)
    {
        if (state != LosesAnswersOf)
        {
            return false;
        }

        // Silos write at the same time.
        Interlocked.Increment(ref _answersLost);
        return true;
    }

    public T Service<T>(InProcessSiloHandle silo)
        where T : notnull => Cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<T>();

    public IReadOnlyList<long> Revisions() => [.. Silos.Select(s => Service<CatalogView>(s).Current.Revision)];

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        await _store.DisposeAsync();
        _folder.Dispose();
    }

    // A process of tests is short of threads by what else it does, which is no load of its silos.
    private sealed class NoThreadDelay : IThreadDelay
    {
        public Task<TimeSpan> MeasureAsync() => Task.FromResult(TimeSpan.Zero);
    }
}
