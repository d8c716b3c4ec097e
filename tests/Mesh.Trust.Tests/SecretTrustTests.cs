using System.Net.Security;
using System.Security.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Trust.Tests;

public sealed class SecretTrustTests
{
    private const string First = "q8Jt3vX0zLw5Yb2NcRk7Hs4Dp9Fm6Gu1";
    private const string Second = "A7xW2eQ9rT4yU1iO6pS3dF8gH5jK0lZm";

    [Fact]
    public async Task Secret_SameOnBothSides_LetsIn() =>
        Assert.Equal((true, true), await Peers.MeetAsync(Trust(First), Trust(First)));

    [Fact]
    public async Task Secret_OtherOne_IsRefusedByBothSides()
    {
        Assert.Equal((false, false), await Peers.MeetAsync(Trust(First), Trust(Second)));
        Assert.Equal((false, false), await Peers.MeetAsync(Trust(Second), Trust(First)));
    }

    [Fact]
    public async Task Secret_SameInAnotherCluster_IsRefused() =>
        Assert.Equal((false, false), await Peers.MeetAsync(Trust(First), ClusterTrust.FromSecret(First, "other", TimeProvider.System)));

    [Fact]
    public async Task Secret_NewOneBelowTheOld_AcceptsBothWhileItIsChanged()
    {
        var (before, during, after) = (Trust(First), Trust($"{First}\n{Second}\n"), Trust($"{Second}\n{First}"));

        Assert.Equal((true, true), await Peers.MeetAsync(before, during));
        Assert.Equal((true, true), await Peers.MeetAsync(during, after));
        Assert.Equal((true, true), await Peers.MeetAsync(after, during));
        Assert.Equal((true, true), await Peers.MeetAsync(after, Trust(Second)));
        Assert.Equal((false, false), await Peers.MeetAsync(Trust(Second), before));
    }

    [Fact]
    public async Task OneProcess_Alone_TrustsNobodyElse()
    {
        var trust = ClusterTrust.OfOneProcess(TimeProvider.System);

        Assert.Equal((true, true), await Peers.MeetAsync(trust, trust));
        Assert.Equal((false, false), await Peers.MeetAsync(trust, ClusterTrust.OfOneProcess(TimeProvider.System)));
    }

    [Fact]
    public async Task Client_WithoutACertificate_IsRefused()
    {
        var trust = Trust(First);
        var bare = trust.ForClient();
        bare.ClientCertificateContext = null;

        Assert.Equal((false, false), await Peers.MeetAsync(trust.ForServer(), bare));
    }

    [Fact]
    public async Task Client_OfAnOlderTls_IsRefused()
    {
        var trust = Trust(First);
        var old = trust.ForClient();
        old.EnabledSslProtocols = SslProtocols.Tls12;

        Assert.Equal((false, false), await Peers.MeetAsync(trust.ForServer(), old));
    }

    [Fact]
    public async Task Certificate_OfAProcess_IsRenewedEachDayAndTakenByClocksThatDiffer()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var trust = ClusterTrust.FromSecret(First, "mesh", time);
        var first = Own(trust);
        time.Advance(TimeSpan.FromHours(23));
        Assert.Same(first, Own(trust));

        // A peer whose clock is a day and some hours behind this one's.
        time.Advance(TimeSpan.FromHours(2));
        Assert.NotSame(first, Own(trust));
        Assert.Equal((true, true), await Peers.MeetAsync(trust, ClusterTrust.FromSecret(First, "mesh", new FakeTimeProvider(time.GetUtcNow().AddHours(-23)))));
        Assert.Equal((false, false), await Peers.MeetAsync(trust, ClusterTrust.FromSecret(First, "mesh", new FakeTimeProvider(time.GetUtcNow().AddDays(4)))));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n \n")]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData(First + "\nshort")]
    public void Secret_ThatCouldBeGuessed_IsRefusedWithTheMend(string text)
    {
        var refused = Assert.Throws<ArgumentException>(() => Trust(text));

        Assert.Contains("openssl rand", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("aaaa", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(First, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecretFile_Changed_CountsWithoutARestart()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, First);
            var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
            var trust = ClusterTrust.FromSecretFile(file, "mesh", time, NullLogger.Instance);
            Assert.Equal((true, true), await Peers.MeetAsync(trust, Trust(First)));

            await File.WriteAllTextAsync(file, Second);
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(1));
            time.Advance(TimeSpan.FromSeconds(1));

            Assert.Equal((true, true), await Peers.MeetAsync(trust, Trust(Second)));
            Assert.Equal((false, false), await Peers.MeetAsync(trust, Trust(First)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static ClusterTrust Trust(string secret) => ClusterTrust.FromSecret(secret, "mesh", TimeProvider.System);

    private static SslStreamCertificateContext Own(ClusterTrust trust) => trust.ForServer().ServerCertificateContext!;
}
