using System.Text;
using Mesh.Client.Orleans;
using Mesh.Grains.Hosting;
using Mesh.Grains.Storage;
using Mesh.Grains.Tests.Hosting;
using Orleans.TestingHost;

namespace Mesh.Grains.Tests.Catalog;

[Collection(Clusters.Name)]
public sealed class CatalogRestartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Revisions_AfterARestart_AreThereAndTheUnchangedFileMakesNone()
    {
        var file = _folder.File("catalog.yaml");
        await File.WriteAllTextAsync(file, TestCatalog.Text());
        await using (var first = await StartAsync(file))
        {
            await first.Client.GetCatalog().ProposeAsync([new(file, TestCatalog.Text("{ in: 3, out: 4 }"))], "ann");
            await File.WriteAllTextAsync(file, TestCatalog.Text("{ in: 3, out: 4 }"));
        }

        await using var second = await StartAsync(file);
        var history = await second.Client.GetCatalog().HistoryAsync();
        Assert.Equal([(2L, "ann", 3m), (1L, "file:catalog.yaml", 1m)], history.Select(r => (r.Number, r.Author, r.Document.Models[0].Price!.In)));
    }

    [Fact]
    public async Task State_InTheFile_NamesNoTypeOfTheCode()
    {
        var file = _folder.File("catalog.yaml");
        await File.WriteAllTextAsync(file, TestCatalog.Text());
        await (await StartAsync(file)).DisposeAsync();

        var stored = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(_folder.File("mesh.db")));
        Assert.Contains("m-api", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("Mesh.Grains", stored, StringComparison.Ordinal);
    }

    private async Task<InProcessTestCluster> StartAsync(string file)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.Options.ServiceId = "restart";
        builder.ConfigureSilo((_, silo) => silo.AddSqliteGrainStorage(_folder.Path).AddMesh(options => options.CatalogFiles = [file]));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
