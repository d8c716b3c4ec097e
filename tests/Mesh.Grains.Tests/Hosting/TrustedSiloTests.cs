using System.Net;
using System.Net.Sockets;
using System.Text;
using Mesh.Client.Orleans;
using Mesh.Grains.Hosting;
using Mesh.Grains.Storage;
using Mesh.Testing.Certificates;
using Mesh.Trust;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TestingHost;

namespace Mesh.Grains.Tests.Hosting;

/// <summary>One silo over real sockets, and who is let in.</summary>
[Collection(Clusters.Name)]
public sealed class TrustedSiloTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();
    private readonly TestClusterPortAllocator _ports = new();
    private readonly ClusterCertificates _authority;
    private readonly RefusalCount _refusals = new();
    private IHost _silo = null!;
    private int _siloPort;
    private int _gatewayPort;

    public TrustedSiloTests() => _authority = new ClusterCertificates(_folder.Path);

    public async Task InitializeAsync()
    {
        (_siloPort, _gatewayPort) = _ports.AllocateConsecutivePortPairs(1);
        await File.WriteAllTextAsync(_folder.File("catalog.yaml"), TestCatalog.Text());
        var trust = Trust("silo");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddFilter("Orleans", LogLevel.None).AddProvider(_refusals);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(_siloPort, _gatewayPort)
            .UseClusterTrust(_ => trust)
            .AddSqliteGrainStorage(_folder.File("data"))
            .AddMesh(options => options.CatalogFiles = [_folder.File("catalog.yaml")]));
        _silo = builder.Build();
        await _silo.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _silo.StopAsync();
        await ((IAsyncDisposable)_silo).DisposeAsync();
    }

    public void Dispose()
    {
        _authority.Dispose();
        _refusals.Dispose();
        _ports.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Client_OfTheCluster_ReachesTheMesh()
    {
        using var client = Client(Trust("client"));
        await client.StartAsync().WaitAsync(s_patience);

        Assert.Equal(1, (await client.Services.GetRequiredService<IClusterClient>().GetCatalog().GetNewerAsync(0))?.Number);
        Assert.Equal(0, _refusals.Count);
        await client.StopAsync();
    }

    [Fact]
    public async Task Client_OfAnotherAuthorityOrOfNone_IsRefusedAndNeverConnects()
    {
        using var others = new ClusterCertificates(_folder.Path, "others");
        var (certificate, key) = others.Issue("stranger");
        using var stranger = Client(ClusterTrust.FromCertificates(certificate, key, others.AuthorityFile, TimeProvider.System, NullLogger.Instance));
        using var plain = Client(trust: null);
        using var stop = new CancellationTokenSource();
        var starting = new[] { stranger.StartAsync(stop.Token), plain.StartAsync(stop.Token) };

        await Wait.UntilAsync(() => _refusals.Count >= 2, "both are refused", seconds: 60);

        Assert.All(starting, s => Assert.False(s.IsCompletedSuccessfully));
        await stop.CancelAsync();
        foreach (var start in starting)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => start);
        }
    }

    [Fact]
    public async Task Socket_InPlainText_IsClosedAtTheSilosOwnPortToo()
    {
        foreach (var port in new[] { _siloPort, _gatewayPort })
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, port);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: mesh\r\n\r\n"));

            Assert.True(await EndsAsync(socket).WaitAsync(s_patience));
        }
    }

    [Fact]
    public async Task Certificates_RenewedUnderTraffic_FailNoCall()
    {
        using var early = Client(Trust("client"));
        await early.StartAsync().WaitAsync(s_patience);
        using var stop = new CancellationTokenSource();
        var calls = CallAsync(early, stop.Token);
        var before = Shown();

        _authority.Issue("silo");
        File.SetLastWriteTimeUtc(_folder.File("silo.pem"), DateTime.UtcNow.AddSeconds(2));
        await Wait.UntilAsync(() => Shown() != before, "the renewed certificate is shown", seconds: 60);
        using var late = Client(Trust("late"));
        await late.StartAsync().WaitAsync(s_patience);
        await late.Services.GetRequiredService<IClusterClient>().GetCatalog().GetNewerAsync(0);

        await stop.CancelAsync();
        Assert.True(await calls.WaitAsync(s_patience) > 10);
        await early.StopAsync();
        await late.StopAsync();
    }

    private string Shown() => _silo.Services.GetRequiredService<ClusterTrust>().ForServer().ServerCertificateContext!.TargetCertificate.Thumbprint;

    // Throws with the first call that fails.
    private static async Task<int> CallAsync(IHost client, CancellationToken stop)
    {
        var catalog = client.Services.GetRequiredService<IClusterClient>().GetCatalog();
        for (var calls = 0; ; calls++)
        {
            if (stop.IsCancellationRequested)
            {
                return calls;
            }

            await catalog.GetNewerAsync(0);
        }
    }

    private static async Task<bool> EndsAsync(TcpClient socket)
    {
        try
        {
            var buffer = new byte[256];
            while (await socket.GetStream().ReadAsync(buffer) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A reset is an end too.
        }

        return true;
    }

    private IHost Client(ClusterTrust? trust)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddFilter("Orleans", LogLevel.None);
        builder.AddMeshOrleansClient(client =>
        {
            client.UseLocalhostClustering(_gatewayPort);
            if (trust is not null)
            {
                client.UseMeshTrust(trust);
            }
        });
        return builder.Build();
    }

    private ClusterTrust Trust(string name)
    {
        var (certificate, key) = _authority.Issue(name);
        return ClusterTrust.FromCertificates(certificate, key, _authority.AuthorityFile, TimeProvider.System, NullLogger.Instance);
    }

    /// <summary>Counts the lines that tell of refused connections, and those that they stand for.</summary>
    private sealed class RefusalCount : ILoggerProvider, ILogger
    {
        private long _count;

        public long Count => Interlocked.Read(ref _count);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (state is IReadOnlyList<KeyValuePair<string, object?>> values && values.FirstOrDefault(v => v.Key == "Others").Value is long others)
            {
                Interlocked.Add(ref _count, 1 + others);
            }
        }

        public void Dispose()
        {
        }
    }
}
