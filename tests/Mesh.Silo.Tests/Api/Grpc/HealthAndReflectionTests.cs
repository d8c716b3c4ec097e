using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using Mesh.Load;
using Mesh.Silo.Tests.Access;

namespace Mesh.Silo.Tests.Api.Grpc;

public sealed class HealthAndReflectionTests : IAsyncLifetime
{
    private RunningMesh _mesh = null!;
    private GrpcCaller _caller = null!;
    private string _key = "";

    public async Task InitializeAsync()
    {
        _mesh = await RunningMesh.StartAsync(configure: settings => _key = TestKeys.Add(settings.KeyFile));
        _caller = GrpcCaller.Open(_mesh);
    }

    public async Task DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _mesh.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("liveness")]
    [InlineData("readiness")]
    [InlineData("meshsilo.v1.ChatService")]
    [InlineData("meshsilo.v1.ConversationService")]
    [InlineData("meshsilo.v1.EmbeddingService")]
    [InlineData("meshsilo.v1.ModelService")]
    [InlineData("meshsilo.v1.QualityService")]
    [InlineData("meshsilo.v1.RouteService")]
    public async Task Health_NameWithoutAKey_Serves(string service)
    {
        var response = await new Health.HealthClient(_caller.Channel).CheckAsync(new HealthCheckRequest { Service = service });

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, response.Status);
    }

    [Fact]
    public async Task Health_UnknownName_IsNotFound()
    {
        var fault = await GrpcCaller.FaultAsync(new Health.HealthClient(_caller.Channel).CheckAsync(new HealthCheckRequest { Service = "nobody" }));

        Assert.Equal(StatusCode.NotFound, fault.StatusCode);
    }

    [Fact]
    public async Task Reflection_WithKey_ListsTheServices()
    {
        var names = await ServicesAsync(new Metadata { { "authorization", $"Bearer {_key}" } });

        Assert.Contains("meshsilo.v1.ChatService", names);
        Assert.Contains("grpc.health.v1.Health", names);
    }

    [Fact]
    public async Task Reflection_WithoutKey_IsRefused()
    {
        var fault = await Assert.ThrowsAsync<RpcException>(() => ServicesAsync([]));

        Assert.Equal(StatusCode.Unauthenticated, fault.StatusCode);
    }

    private async Task<string[]> ServicesAsync(Metadata metadata)
    {
        using var call = new ServerReflection.ServerReflectionClient(_caller.Channel).ServerReflectionInfo(metadata);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(default));
        return [.. call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name)];
    }
}
