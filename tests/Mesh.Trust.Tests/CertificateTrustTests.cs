using System.Net.Security;
using System.Security.Cryptography;
using Mesh.Testing.Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Trust.Tests;

public sealed class CertificateTrustTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-trust-").FullName;
    private readonly ClusterCertificates _ours;
    private readonly ClusterTrust _trust;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    public CertificateTrustTests()
    {
        _ours = new ClusterCertificates(_folder);
        _trust = Trust(_ours.Issue("silo"), _ours, _time);
    }

    public void Dispose()
    {
        _ours.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Certificate_OfTheSameAuthority_LetsIn() =>
        Assert.Equal((true, true), await Peers.MeetAsync(_trust, Trust(_ours.Issue("other"), _ours)));

    [Fact]
    public async Task Certificate_OfAnotherAuthority_IsRefusedByBothSides()
    {
        using var others = new ClusterCertificates(_folder, "others");
        var stranger = Trust(others.Issue("stranger"), others);

        Assert.Equal((false, false), await Peers.MeetAsync(_trust, stranger));
        Assert.Equal((false, false), await Peers.MeetAsync(stranger, _trust));
    }

    [Theory]
    [InlineData("mesh-silo", -3, -1)]
    [InlineData("mesh-silo", 1, 3)]
    [InlineData("web.example.com", -1, 1)]
    [InlineData("*", -1, 1)]
    public async Task Certificate_ThatIsNoneOfTheClusters_IsRefusedInEitherRole(string dnsName, double from, double to)
    {
        var (certificate, key) = _ours.Issue("faulty", dnsName, from, to);
        var shown = CertificateFiles.Read(certificate, key);
        var (server, client) = (_trust.ForServer(), _trust.ForClient());
        (server.ServerCertificateContext, client.ClientCertificateContext) = (shown, shown);

        Assert.Equal((false, false), await Peers.MeetAsync(_trust.ForServer(), client));
        Assert.Equal((false, false), await Peers.MeetAsync(server, _trust.ForClient()));
    }

    [Theory]
    [InlineData("mesh-silo", -3, -1, "would be refused by other silos")]
    [InlineData("web.example.com", -1, 1, "subjectAltName=DNS:mesh-silo")]
    public void Start_CertificateThatPeersWouldRefuse_NamesTheMend(string dnsName, double from, double to, string words) =>
        Assert.Contains(words, Assert.Throws<CryptographicException>(() => Trust(_ours.Issue("faulty", dnsName, from, to), _ours)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Files_Renewed_AreShownWithinASecond()
    {
        var before = Shown();
        _ours.Issue("silo");
        Touch("silo.pem");
        Assert.Same(before, Shown());

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.NotSame(before, Shown());
        Assert.Equal((true, true), await Peers.MeetAsync(_trust, Trust(_ours.Issue("other"), _ours)));
    }

    [Fact]
    public void Files_RenewedByOnesThatCannotBeUsed_StayAsTheyWere()
    {
        var before = Shown();
        File.WriteAllText(Path.Combine(_folder, "silo.pem"), "-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n");
        Touch("silo.pem");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Same(before, Shown());

        _ours.Issue("silo", to: -0.5);
        Touch("silo.pem");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Same(before, Shown());
    }

    [Fact]
    public async Task Authority_Replaced_AcceptsBothWhileBothAreInTheFile()
    {
        using var next = new ClusterCertificates(_folder, "next");
        await File.AppendAllTextAsync(_ours.AuthorityFile, "\n" + await File.ReadAllTextAsync(next.AuthorityFile));
        File.SetLastWriteTimeUtc(_ours.AuthorityFile, DateTime.UtcNow.AddSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(1));
        var (certificate, key) = next.Issue("moved");
        var moved = ClusterTrust.FromCertificates(certificate, key, _ours.AuthorityFile, TimeProvider.System, NullLogger.Instance);

        Assert.Equal((true, true), await Peers.MeetAsync(_trust, moved));
        Assert.Equal((true, true), await Peers.MeetAsync(moved, _trust));
    }

    private void Touch(string file) => File.SetLastWriteTimeUtc(Path.Combine(_folder, file), _time.GetUtcNow().UtcDateTime.AddSeconds(30));

    private SslStreamCertificateContext Shown() => _trust.ForServer().ServerCertificateContext!;

    private static ClusterTrust Trust((string Certificate, string Key) files, ClusterCertificates authority, TimeProvider? time = null) =>
        ClusterTrust.FromCertificates(files.Certificate, files.Key, authority.AuthorityFile, time ?? TimeProvider.System, NullLogger.Instance);
}
