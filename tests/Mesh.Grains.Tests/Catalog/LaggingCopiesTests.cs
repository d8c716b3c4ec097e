using Mesh.Client.Orleans;
using Mesh.Contracts.Cluster;
using Mesh.Grains.Fabric;
using Mesh.Grains.Tests.Hosting;
using Mesh.Testing.Files;

namespace Mesh.Grains.Tests.Catalog;

/// <summary>Three silos, each with a copy of the files of its own, which are edited at different moments.</summary>
[Collection(Clusters.Name)]
public sealed class LaggingCopiesTests : IAsyncLifetime
{
    // A second where the machine does nothing else: silos look four times in one.
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(3);
    private readonly string _copies = Directory.CreateTempSubdirectory("mesh-copies-").FullName;
    private readonly Dictionary<string, string> _files = [];
    private MeshCluster _mesh = null!;

    public async Task InitializeAsync() => _mesh = await MeshCluster.StartAsync(3, TestCatalog.Text(), options: (silo, options) =>
    {
        lock (_files)
        {
            _files[silo] = Path.Combine(_copies, $"{silo}.yaml");
            File.WriteAllText(_files[silo], Text(1));
            options.CatalogFiles = [_files[silo]];
        }
    });

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        Directory.Delete(_copies, recursive: true);
    }

    [Fact]
    public async Task Copies_EditedAtDifferentMoments_NeverBringAnOldTextBack()
    {
        var files = Files();
        await EditAsync(files[0], 2);
        await RevisionsAsync(2);
        await EditAsync(files[0], 3);
        await RevisionsAsync(3);

        // The others come by the steps that the first has left, one slowly and one with a leap; then the first goes back on purpose.
        await EditAsync(files[1], 2);
        await EditAsync(files[2], 3);
        await StaysAsync(3, 3);
        await EditAsync(files[1], 3);
        await EditAsync(files[0], 2);
        await RevisionsAsync(4);
        await EditAsync(files[1], 2);
        await EditAsync(files[2], 2);
        await StaysAsync(4, 2);

        var history = await _mesh.Client.GetCatalog().HistoryAsync();
        Assert.Equal([4L, 3, 2, 1], history.Select(r => r.Number));
    }

    [Fact]
    public async Task Rollback_InOneCall_RunsEverywhereSoonAndIsAcknowledgedByAll()
    {
        foreach (var file in Files())
        {
            await EditAsync(file, 2);
        }

        await RevisionsAsync(2);
        await _mesh.Client.GetCatalog().RollBackAsync(1, "test");

        var took = await Wait.UntilAsync(() => _mesh.Revisions().All(r => r == 3), "all silos run it");
        Assert.InRange(took, TimeSpan.Zero, s_soon);
        await Wait.UntilAsync(() => Acknowledged(3), "each silo knows that all run it");
        await StaysAsync(3, 1);
    }

    [Fact]
    public async Task StartingSilo_WithAnOlderCopy_AdoptsWhatRunsAndCatchesUpWithoutARevision()
    {
        foreach (var file in Files())
        {
            await EditAsync(file, 2);
        }

        await RevisionsAsync(2);
        var late = await _mesh.Cluster.StartAdditionalSiloAsync();
        await RevisionsAsync(2);
        await EditAsync(_files[late.Name], 2);
        await StaysAsync(2, 2);

        // It takes part in what comes after.
        await EditAsync(_files[late.Name], 5);
        await RevisionsAsync(3);
    }

    private static string Text(int price) => TestCatalog.Text($"{{ in: {price}, out: 9 }}");

    private static Task EditAsync(string file, int price) => FollowedFile.ReplaceAsync(file, Text(price));

    private string[] Files() => [.. _mesh.Silos.Select(s => _files[s.Name])];

    private async Task RevisionsAsync(long revision) => await Wait.UntilAsync(() => _mesh.Revisions().All(r => r == revision), $"all at revision {revision}");

    // Longer than two looks at the files and one at the cluster take.
    private async Task StaysAsync(long revision, decimal price)
    {
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        Assert.All(_mesh.Revisions(), r => Assert.Equal(revision, r));
        Assert.All(_mesh.Silos, s => Assert.Equal(price, _mesh.Service<Grains.Catalog.CatalogView>(s).Current.Document.Models[0].Price!.In));
    }

    private bool Acknowledged(long revision) => _mesh.Silos.All(s => _mesh.Service<ClusterFigures>(s).Silos() is { Count: 3 } silos && silos.All(x => x.Report.Revision == revision));
}
