using Mesh.Client.Errors;
using Mesh.Client.Hosting;
using Mesh.Keys;
using Mesh.Load;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Tests.Hosting;

public sealed class AddMeshClientTests
{
    [Fact]
    public async Task Services_Added_AllReachTheMesh()
    {
        await using var mesh = await RunningMesh.StartAsync();
        await using var provider = Provider(o => o.Address = mesh.GrpcUrl);

        var chat = await provider.GetRequiredService<IChatClient>().GetResponseAsync("hello");
        var vectors = await provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>().GenerateAsync(["hello"], new EmbeddingGenerationOptions { ModelId = "vision" });
        var models = await provider.GetRequiredService<V1.ModelService.ModelServiceClient>().ListModelsAsync(new V1.ListModelsRequest());
        var routes = await provider.GetRequiredService<V1.RouteService.RouteServiceClient>().ListRoutesAsync(new V1.ListRoutesRequest());

        Assert.NotEmpty(chat.Text);
        Assert.Single(vectors);
        Assert.Equal(3, models.Models.Count);
        Assert.Equal("auto", Assert.Single(routes.Routes).Name);
    }

    [Fact]
    public async Task Key_Set_IsSentByEveryClientAndWithoutItTheMeshRefuses()
    {
        await using var mesh = await RunningMesh.StartAsync();
        var key = new KeyFile(mesh.KeyFile).Add(new KeyRequest("test"), Pepper.FindOrCreate(mesh.KeyFile, _ => null), DateTimeOffset.UtcNow).Key.Reveal();
        await using var keyless = Provider(o => o.Address = mesh.GrpcUrl);
        await using var keyed = Provider(o => (o.Address, o.Key) = (mesh.GrpcUrl, key));

        var refused = await RefusedAsync(keyless.GetRequiredService<IChatClient>());
        var response = await keyed.GetRequiredService<IChatClient>().GetResponseAsync("hello");
        var models = await keyed.GetRequiredService<V1.ModelService.ModelServiceClient>().ListModelsAsync(new V1.ListModelsRequest());

        Assert.Equal((MeshErrorCode.Unauthenticated, "key_required"), (refused.Code, refused.Reason));
        Assert.NotEmpty(response.Text);
        Assert.NotEmpty(models.Models);
    }

    [Theory]
    [InlineData("localhost:8091", null, "Address")]
    [InlineData("", null, "Address")]
    [InlineData("ftp://a", null, "Address")]
    [InlineData("http://a/b", null, "http://a")]
    [InlineData("https://user:secret@a", null, "Key")]
    [InlineData("http://mesh.example.com", "mesh_k", "plain text")]
    [InlineData("https://mesh.example.com", "two words", "Key")]
    [InlineData("https://mesh.example.com", "line\nfeed", "Key")]
    public void Options_Wrong_AreNamedWithTheMendAndNeverShowTheKey(string address, string? key, string named)
    {
        using var provider = Provider(o => (o.Address, o.Key) = (address, key));

        var e = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IChatClient>);

        Assert.Contains(named, Assert.Single(e.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        Assert.True(key is null || !e.Message.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public void Options_SeveralWrong_AreAllNamed()
    {
        var e = Assert.Throws<OptionsValidationException>(() => new MeshConnection(new MeshClientOptions
        {
            Model = "",
            Timeout = TimeSpan.Zero,
            ConnectTimeout = TimeSpan.Zero,
            KeepAlive = TimeSpan.Zero,
            MaxMessageBytes = 1,
        }));

        Assert.Equal(["Model", "Timeout", "ConnectTimeout", "KeepAlive", "MaxMessageBytes"], e.Failures.Select(f => f[..f.IndexOf(':', StringComparison.Ordinal)]));
    }

    [Theory]
    [InlineData("https://mesh.example.com:8091", false)]
    [InlineData("http://127.0.0.1:8091", false)]
    [InlineData("http://localhost:8091", false)]
    [InlineData("http://mesh:8091", true)]
    public void Options_KeyOverASafeWay_IsTaken(string address, bool allowed)
    {
        using var provider = Provider(o => (o.Address, o.Key, o.AllowKeyInPlainText) = (address, "mesh_k", allowed));

        Assert.IsType<MeshChatClient>(provider.GetRequiredService<IChatClient>());
    }

    // The mesh reads its keys again within half a second.
    private static async Task<MeshClientException> RefusedAsync(IChatClient client)
    {
        for (var i = 0; i < 1200; i++)
        {
            try
            {
                await client.GetResponseAsync("hello");
                await Task.Delay(50);
            }
            catch (MeshClientException e)
            {
                return e;
            }
        }

        throw new InvalidOperationException("still served without a key");
    }

    private static ServiceProvider Provider(Action<MeshClientOptions> configure) => new ServiceCollection().AddMeshClient(configure).BuildServiceProvider();
}
