using Grpc.Net.Client;
using Mesh.Load;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Hosting;

public sealed class TlsTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-tls-").FullName;
    private RunningMesh _mesh = null!;
    private string _thumbprint = "";

    private string Certificate => Path.Combine(_folder, "tls.crt");

    private string Key => Path.Combine(_folder, "tls.key");

    public async Task InitializeAsync()
    {
        _thumbprint = TestCertificates.Write(Certificate, Key);
        _mesh = await RunningMesh.StartAsync(configure: settings =>
        {
            (settings.TlsCert, settings.TlsKey) = (Certificate, Key);
            settings.Http = settings.Http.Replace("http:", "https:", StringComparison.Ordinal);
            settings.Grpc = settings.Grpc.Replace("http:", "https:", StringComparison.Ordinal);
        });
    }

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task OpenAI_HttpsAddress_ServesTheFilesCertificate() => Assert.Equal(_thumbprint, await ServedAsync());

    [Fact]
    public async Task OpenAI_HttpsAddress_RefusesPlainText()
    {
        using var http = new HttpClient();

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(_mesh.Settings.Http.Replace("https:", "http:", StringComparison.Ordinal) + "/v1/models"));
    }

    [Fact]
    public async Task Grpc_HttpsAddress_ServesHttp2()
    {
        using var handler = Trusting(_ => { });
        using var channel = GrpcChannel.ForAddress(_mesh.Settings.Grpc, new GrpcChannelOptions { HttpHandler = handler });

        var served = await new V1.ModelService.ModelServiceClient(channel).ListModelsAsync(new V1.ListModelsRequest());

        Assert.NotEmpty(served.Models);
    }

    [Fact]
    public async Task Certificate_Renewed_IsServedWithoutARestart()
    {
        var renewed = TestCertificates.Write(Certificate, Key);

        for (var i = 0; await ServedAsync() != renewed; i++)
        {
            Assert.True(i < 600, "the former certificate is still served");
            await Task.Delay(100);
        }
    }

    [Fact]
    public async Task Certificate_WithItsIssuer_IsServedWithIt()
    {
        var issuer = TestCertificates.WriteChain(Certificate, Key);

        for (var i = 0; !(await ServedChainAsync()).Contains(issuer); i++)
        {
            Assert.True(i < 600, "the issuer is not served");
            await Task.Delay(100);
        }
    }

    [Fact]
    public async Task Certificate_Broken_FormerOneStays()
    {
        await File.WriteAllTextAsync(Certificate, "not a certificate");
        await Task.Delay(TimeSpan.FromMilliseconds(1100));

        Assert.Equal(_thumbprint, await ServedAsync());
    }

    private static HttpClientHandler Trusting(Action<string> seen) => new()
    {
        ServerCertificateCustomValidationCallback = (_, certificate, _, _) =>
        {
            seen(certificate!.Thumbprint);
            return true;
        },
    };

    private async Task<string> ServedAsync()
    {
        var seen = "";
        using var http = new HttpClient(Trusting(thumbprint => seen = thumbprint));
        using var response = await http.GetAsync(_mesh.Settings.Http + "/v1/models");
        response.EnsureSuccessStatusCode();
        return seen;
    }

    // What the server sent beside its certificate.
    private async Task<IReadOnlyList<string>> ServedChainAsync()
    {
        IReadOnlyList<string> sent = [];
        using var http = new HttpClient(new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, _, chain, _) =>
            {
                sent = [.. chain!.ChainPolicy.ExtraStore.Select(c => c.Thumbprint)];
                return true;
            },
        });
        using var response = await http.GetAsync(_mesh.Settings.Http + "/v1/models");
        response.EnsureSuccessStatusCode();
        return sent;
    }
}
