using Mesh.Contracts.Cluster;
using Mesh.Grains.Fabric;

namespace Mesh.Grains.Tests.Fabric;

public sealed class FabricGaugesTests
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_silent = TimeSpan.FromMilliseconds(1001);

    [Fact]
    public void Count_Alone_IsItself()
    {
        Assert.Equal((1, 0, 0), FabricGauges.Count([], isDraining: false));
        Assert.Equal((0, 1, 0), FabricGauges.Count([], isDraining: true));
    }

    [Fact]
    public void Count_Peers_AreToldApartAndEachCountsOnce() => Assert.Equal(
        (2, 1, 2),
        FabricGauges.Count([Peer("a", s_fresh), Peer("b", s_fresh, isDraining: true), Peer("c", s_silent), Peer("d", s_silent, isDraining: true)], isDraining: false));

    private static PeerSilo Peer(string name, TimeSpan age, bool isDraining = false) =>
        new(name, new SiloReport { Name = name, Node = name, IsDraining = isDraining }, age, []);
}
