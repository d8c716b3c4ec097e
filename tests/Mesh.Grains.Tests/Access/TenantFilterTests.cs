using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Mesh.Grains.Access;
using Mesh.Grains.Tests.Hosting;
using Orleans.Runtime;

namespace Mesh.Grains.Tests.Access;

[Collection(Clusters.Name)]
public sealed class TenantFilterTests : IAsyncLifetime
{
    private static readonly CallerIdentity s_acme = new("k1", "acme", "p", []);
    private static readonly CallerIdentity s_other = new("k2", "acme/x", "p", []);
    private MeshCluster _mesh = null!;
    private TenantGrains _tenants = null!;

    public async Task InitializeAsync()
    {
        _mesh = await MeshCluster.StartAsync(silos: 2);
        _tenants = new TenantGrains(_mesh.Client);
    }

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task Call_ForTheCallersTenant_Passes()
    {
        Assert.Equal("acme/notes/1", await _tenants.CallAsync<INoteGrain, string>(s_acme, "notes/1", n => n.ReadAsync()));
        Assert.Equal("acme%2Fx/notes/1", await _tenants.CallAsync<INoteGrain, string>(s_other, "notes/1", n => n.ReadAsync()));
    }

    [Fact]
    public async Task Call_WithoutATenant_IsRefused()
    {
        await RefusedAsync(() => _mesh.Client.GetGrain<INoteGrain>("acme/notes/1").ReadAsync());

        // The call above leaves no tenant behind, and neither does one that was let in.
        await _tenants.CallAsync<INoteGrain, string>(s_acme, "notes/1", n => n.ReadAsync());
        await RefusedAsync(() => _mesh.Client.GetGrain<INoteGrain>("acme/notes/1").ReadAsync());
    }

    [Fact]
    public async Task Call_ForAnotherTenant_IsRefusedByWhateverInterface()
    {
        await RefusedAsync(() => _tenants.CallAsync<INoteGrain, string>(s_other, "x", _ => _mesh.Client.GetGrain<INoteGrain>("acme/notes/1").ReadAsync()));
        await RefusedAsync(() => _tenants.CallAsync<INoteGrain, string>(s_other, "x", _ => _mesh.Client.GetGrain<INoteExtras>("acme/notes/1").PeekAsync()));
        await RefusedAsync(() => _mesh.Client.GetGrain<INoteExtras>("acme/notes/1").PeekAsync());
    }

    [Theory]
    [InlineData("notes")]
    [InlineData("/notes")]
    [InlineData("a%2fcme/notes")]
    public async Task Call_ToAKeyOfNoTenant_IsRefused(string key) =>
        await RefusedAsync(() => _tenants.CallAsync<INoteGrain, string>(s_acme, "x", _ => _mesh.Client.GetGrain<INoteGrain>(key).ReadAsync()));

    [Fact]
    public async Task Call_FromGrainToGrain_KeepsTheTenant()
    {
        Assert.Equal("acme/notes/2", await _tenants.CallAsync<INoteGrain, string>(s_acme, "notes/1", n => n.ReadOtherAsync("acme/notes/2")));
        await RefusedAsync(() => _tenants.CallAsync<INoteGrain, string>(s_acme, "notes/1", n => n.ReadOtherAsync("acme%2Fx/notes/2")));
    }

    [Fact]
    public async Task Call_FromATimer_IsMadeForTheGrainsOwnTenant() =>
        Assert.True(await _tenants.CallAsync<INoteGrain, bool>(s_acme, "notes/1", n => n.ReadOtherLaterAsync("notes/2")));

    [Fact]
    public async Task Call_ToAGrainOfNoTenant_NeedsNone() => Assert.NotNull(await _mesh.Client.GetGrain<Mesh.Contracts.Catalog.ICatalogGrain>(Mesh.Contracts.Catalog.ICatalogGrain.Key).GetNewerAsync(0));

    private static async Task RefusedAsync(Func<Task> call)
    {
        var error = (await Assert.ThrowsAsync<MeshException>(call)).Error;
        Assert.Equal((MeshErrorCode.PermissionDenied, "tenant_mismatch"), (error.Code, error.Reason));
    }
}
