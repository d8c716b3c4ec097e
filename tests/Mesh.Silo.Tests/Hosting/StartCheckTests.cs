using Mesh.Silo.Hosting;
using Mesh.Silo.Tests.Access;

namespace Mesh.Silo.Tests.Hosting;

public sealed class StartCheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-start-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Defaults_Loopback_Start() => Assert.Empty(StartCheck.Run(Settings()));

    [Theory]
    [InlineData("http://0.0.0.0:8090")]
    [InlineData("http://*:8090")]
    [InlineData("http://[::]:8090")]
    public void OtherAddress_NoKeys_NamesTheMend(string address)
    {
        var settings = Settings();
        settings.Http = address;
        settings.Insecure = true;

        var reason = Assert.Single(StartCheck.Run(settings));

        Assert.StartsWith($"--http: {address} can be reached from other machines", reason, StringComparison.Ordinal);
        Assert.Contains("mesh keys create", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherAddress_PlainText_NeedsInsecureSaid()
    {
        var settings = Settings();
        TestKeys.Add(settings.KeyFile);
        settings.Grpc = "http://0.0.0.0:8091";

        Assert.Contains("--insecure", Assert.Single(StartCheck.Run(settings)), StringComparison.Ordinal);
        settings.Insecure = true;
        Assert.Empty(StartCheck.Run(settings));
    }

    [Fact]
    public void Https_NoCertificate_IsRefused()
    {
        var settings = Settings();
        settings.Http = "https://127.0.0.1:8090";

        Assert.StartsWith("--tls-cert, --tls-key: an https address needs both.", Assert.Single(StartCheck.Run(settings)), StringComparison.Ordinal);
    }

    [Fact]
    public void Https_CertificateAndKeyOfDifferentPairs_IsRefused()
    {
        var settings = Settings();
        settings.Http = "https://127.0.0.1:8090";
        (settings.TlsCert, settings.TlsKey) = (Path.Combine(_folder, "a.crt"), Path.Combine(_folder, "b.key"));
        TestCertificates.Write(settings.TlsCert, Path.Combine(_folder, "a.key"));
        TestCertificates.Write(Path.Combine(_folder, "b.crt"), settings.TlsKey);

        Assert.Contains("are not a certificate and its key", Assert.Single(StartCheck.Run(settings)), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_WithoutTheirPepper_AreRefused()
    {
        var settings = Settings();
        TestKeys.Add(settings.KeyFile);
        File.Delete(settings.KeyFile + ".pepper");

        Assert.Contains("there is no pepper", Assert.Single(StartCheck.Run(settings)), StringComparison.Ordinal);
    }

    [Fact]
    public void Catalog_Missing_NamesTheFile()
    {
        var settings = Settings();
        settings.Catalog = Path.Combine(_folder, "none.yaml");

        Assert.Contains("none.yaml", Assert.Single(StartCheck.Run(settings)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:8090")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://mesh.example.com:1")]
    public void Address_NotOne_IsRefused(string address)
    {
        var settings = Settings();
        settings.Admin = address;

        Assert.StartsWith($"--admin: '{address}' is not an address", Assert.Single(StartCheck.Run(settings)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8000, http://192.0.2.7:8000", "--engines: http://192.0.2.7:8000 is not an address of this machine.")]
    [InlineData("vllm", "--engines: 'vllm' is not the root of an engine such as http://127.0.0.1:8000.")]
    public void Engines_ThatAWorkerMayNotOpenToTheCluster_AreRefused(string engines, string reason)
    {
        var settings = Settings();
        settings.Engines = engines;

        Assert.StartsWith(reason, Assert.Single(StartCheck.Run(settings)), StringComparison.Ordinal);
    }

    private MeshSettings Settings() => new() { Data = Path.Combine(_folder, "data") };
}
