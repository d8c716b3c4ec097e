using Mesh.Contracts.Cluster;
using Mesh.Silo.Hosting;
using Mesh.Testing.Certificates;

namespace Mesh.Silo.Tests.Hosting;

public sealed class ClusterCheckTests : IDisposable
{
    private const string Secret = "q8Jt3vX0zLw5Yb2NcRk7Hs4Dp9Fm6Gu1";
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-cluster-check-").FullName;
    private readonly MeshSettings _settings;

    public ClusterCheckTests()
    {
        File.WriteAllText(Path.Combine(_folder, "secret"), Secret);
        _settings = new MeshSettings { Data = Path.Combine(_folder, "data"), Redis = "127.0.0.1:6379", ClusterSecret = $"file:{_folder}/secret" };
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Cluster_WellSet_Starts()
    {
        (_settings.Silo, _settings.Gateway, _settings.Relay, _settings.Node, _settings.Role) = ("10.0.0.5:11111", "10.0.0.5:30000", "[fd00::5]:8093", "gpu-1.rack_2", "edge, worker");

        Assert.Empty(StartCheck.Run(_settings));
        Assert.Equal(SiloRole.Edge | SiloRole.Worker, _settings.Roles);
    }

    [Fact]
    public void Redis_WithoutACredential_IsRefusedWithTheMend()
    {
        _settings.ClusterSecret = null;

        Assert.Contains("openssl rand -base64 32", Refusal("--redis:"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no=such=thing")]
    public void Redis_ThatIsNoConnection_IsRefused(string connection)
    {
        _settings.Redis = connection;

        Refusal("--redis:");
    }

    [Theory]
    [InlineData("0.0.0.0:11111")]
    [InlineData("[::]:11111")]
    [InlineData("10.0.0.5")]
    [InlineData("silo-1:11111")]
    [InlineData("10.0.0.5:70000")]
    public void Address_ThatOthersCannotBeTold_IsRefused(string address)
    {
        _settings.Silo = address;
        Assert.Contains($"'{address}' is not an address of this machine", Refusal("--silo:"), StringComparison.Ordinal);

        (_settings.Silo, _settings.Relay) = (null, address);
        Refusal("--relay:");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("10.0.0.6:11111")]
    public void Gateway_OnAnotherHostThanTheSilo_IsRefused(string? silo)
    {
        (_settings.Silo, _settings.Gateway) = (silo, "10.0.0.5:30000");

        Assert.Contains("the host of --silo", Refusal("--gateway:"), StringComparison.Ordinal);
    }

    [Fact]
    public void Gateway_OfAProcessWithoutACredential_IsRefused()
    {
        (_settings.Redis, _settings.ClusterSecret) = (null, null);
        (_settings.Silo, _settings.Gateway) = ("127.0.0.1:11111", "127.0.0.1:30000");

        Assert.Contains("--cluster-secret", Refusal("--gateway:"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--cluster:", "Mesh/EU")]
    [InlineData("--node:", "gpu 1")]
    [InlineData("--role:", "edge,gpu")]
    [InlineData("--role:", "")]
    [InlineData("--redis-durability:", "forever")]
    [InlineData("--redis-durability:", "1")]
    public void Word_ThatIsNone_IsRefused(string option, string value)
    {
        switch (option)
        {
            case "--cluster:":
                _settings.Cluster = value;
                break;
            case "--node:":
                _settings.Node = value;
                break;
            case "--role:":
                _settings.Role = value;
                break;
            default:
                _settings.RedisDurability = value;
                break;
        }

        Refusal(option);
    }

    [Theory]
    [InlineData("q8Jt3vX0zLw5Yb2NcRk7Hs4Dp9Fm6Gu1", "env:NAME or file:PATH")]
    [InlineData("env:MESH_TEST_NO_SUCH_VARIABLE", "holds no secret")]
    [InlineData("file:/no/such/file", "/no/such/file")]
    public void Secret_ThatCannotBeRead_IsRefusedWithoutBeingShown(string where, string words)
    {
        _settings.ClusterSecret = where;

        var reason = Refusal("--cluster-secret:");

        Assert.Contains(words, reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Secret_TooShort_IsRefused()
    {
        File.WriteAllText(Path.Combine(_folder, "secret"), "hunter2");

        Assert.Contains("too easy to guess", Refusal("--cluster-secret:"), StringComparison.Ordinal);
    }

    [Fact]
    public void Certificates_WholeAndSound_Start()
    {
        using var authority = new ClusterCertificates(_folder);
        Certificates(authority.Issue("silo"), authority.AuthorityFile);

        Assert.Empty(StartCheck.Run(_settings));
    }

    [Fact]
    public void Certificates_NotOfTheAuthority_AreRefused()
    {
        using var authority = new ClusterCertificates(_folder);
        using var other = new ClusterCertificates(_folder, "other");
        Certificates(authority.Issue("silo"), other.AuthorityFile);

        Assert.Contains("would be refused by other silos", Refusal("--cluster-cert, --cluster-key, --cluster-ca:"), StringComparison.Ordinal);
    }

    [Fact]
    public void Certificates_NotAllThree_AreRefused()
    {
        using var authority = new ClusterCertificates(_folder);
        Certificates(authority.Issue("silo"), null);

        Assert.Contains("Name all three", Refusal("--cluster-cert, --cluster-key, --cluster-ca:"), StringComparison.Ordinal);
    }

    [Fact]
    public void Certificates_BesideASecret_AreRefused()
    {
        _settings.ClusterCa = "ca.pem";

        Assert.Contains("the one or the other", Refusal("--cluster-secret:"), StringComparison.Ordinal);
    }

    private void Certificates((string Certificate, string Key) files, string? authority) =>
        (_settings.ClusterSecret, _settings.ClusterCert, _settings.ClusterKey, _settings.ClusterCa) = (null, files.Certificate, files.Key, authority);

    private string Refusal(string option)
    {
        var reason = Assert.Single(StartCheck.Run(_settings));
        Assert.StartsWith(option, reason, StringComparison.Ordinal);
        return reason;
    }
}
