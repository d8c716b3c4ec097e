using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Mesh.Grains.Workers;

namespace Mesh.Grains.Tests.Workers;

public sealed class EngineAddressesTests
{
    [Fact]
    public void Addresses_NoneNamed_AreTheUsualPortsOfLoopback() => Assert.Equal(
        ["http://127.0.0.1:8000/", "http://127.0.0.1:30000/", "http://127.0.0.1:8080/", "http://127.0.0.1:11434/", "http://127.0.0.1:3000/"],
        EngineAddresses.Of([]).Select(a => a.Root.AbsoluteUri));

    [Fact]
    public void Addresses_WithAndWithoutV1_AreRootsEachOnce() => Assert.Equal(
        [("http://127.0.0.1:8000/", "8000"), ("http://localhost:8000/", "8000-2"), ("http://[::1]:9000/", "9000")],
        EngineAddresses.Of(["http://127.0.0.1:8000/v1", "http://127.0.0.1:8000", "http://localhost:8000/v1/", "http://[::1]:9000/"]).Select(a => (a.Root.AbsoluteUri, a.Place)));

    [Theory]
    [InlineData("8000")]
    [InlineData("127.0.0.1:8000")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://127.0.0.1:8000/v1/models")]
    [InlineData("http://127.0.0.1:8000/?a=b")]
    [InlineData("http://me:secret@127.0.0.1:8000")]
    public void Address_ThatIsNoRoot_IsRefusedWithTheMend(string engine) =>
        Assert.Equal($"--engines: '{engine}' is not the root of an engine such as http://127.0.0.1:8000.", Assert.Single(EngineAddresses.Mistakes([engine])));

    [Theory]
    [InlineData("http://192.0.2.7:8000")]
    [InlineData("https://api.openai.com/v1")]
    [InlineData("http://0.0.0.0:8000")]
    public void Address_OfAnotherMachine_IsRefusedWithTheMend(string engine) =>
        Assert.StartsWith($"--engines: {engine} is not an address of this machine.", Assert.Single(EngineAddresses.Mistakes([engine])), StringComparison.Ordinal);

    [Fact]
    public void Address_OfThisMachine_IsTaken()
    {
        var own = NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address).Where(a => a.AddressFamily == AddressFamily.InterNetwork);

        Assert.All(own, address => Assert.Empty(EngineAddresses.Mistakes([$"http://{address}:8000"])));
        Assert.Contains(IPAddress.Loopback, own);
    }

    [Fact]
    public void Addresses_MoreThanAWorkerLooksAfter_AreRefused() =>
        Assert.Contains("17 engines", Assert.Single(EngineAddresses.Mistakes([.. Enumerable.Range(0, EngineAddresses.Most + 1).Select(i => $"http://127.0.0.1:{9000 + i}")])), StringComparison.Ordinal);
}
