using Mesh.Silo.Hosting;

namespace Mesh.Silo.Tests.Hosting;

public sealed class MeshSettingsTests
{
    [Fact]
    public void CommandLine_EveryOption_ReachesItsSetting()
    {
        var (set, exit) = MeshCommandLine.Read([
            "--catalog", "a.yaml,b.yaml", "--data", "d", "--redis", "r:1", "--http", "http://127.0.0.1:1", "--grpc", "http://127.0.0.1:2",
            "--admin", "http://127.0.0.1:3", "--keys", "k.yaml", "--tls-cert", "c", "--tls-key", "p", "--insecure"]);
        var settings = MeshSettings.From(set);

        Assert.Null(exit);
        Assert.Equal(["a.yaml", "b.yaml"], settings.CatalogFiles);
        Assert.Equal(("d", "r:1", "k.yaml", "c", "p", true), (settings.Data, settings.Redis, settings.KeyFile, settings.TlsCert, settings.TlsKey, settings.Insecure));
        Assert.Equal(("http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3"), (settings.Http, settings.Grpc, settings.Admin));
    }

    [Fact]
    public void CommandLine_Nothing_LeavesTheDefaults()
    {
        var (set, exit) = MeshCommandLine.Read([]);
        var settings = MeshSettings.From(set);

        Assert.Null(exit);
        Assert.Equal(("http://127.0.0.1:8090", "http://127.0.0.1:8091", "http://127.0.0.1:8092", false), (settings.Http, settings.Grpc, settings.Admin, settings.Insecure));
    }

    [Theory]
    [InlineData("--catlog", "x.yaml")]
    [InlineData("--http")]
    [InlineData("stray")]
    public void CommandLine_Mistake_EndsWithTheUsageCode(params string[] args) => Assert.Equal(2, MeshCommandLine.Read(args).Exit);

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    public void CommandLine_AskedAboutItself_EndsWell(string option) => Assert.Equal(0, MeshCommandLine.Read([option]).Exit);
}
