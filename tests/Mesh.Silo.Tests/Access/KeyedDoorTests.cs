using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Keys;
using Mesh.Load;
using Mesh.Silo.Tests.Api;
using Mesh.Testing.Files;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Access;

public sealed class KeyedDoorTests : IAsyncLifetime
{
    private RunningMesh _mesh = null!;
    private string _key = "";

    public async Task InitializeAsync() => _mesh = await RunningMesh.StartAsync(configure: settings => _key = TestKeys.Add(settings.KeyFile));

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task OpenAI_RightKey_IsServed()
    {
        using var response = await GetModelsAsync(_key);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task OpenAI_RightKeyFromAWebPageBehindAProxy_IsServed()
    {
        using var request = Models(_key);
        request.Headers.Add("Origin", "https://example.com");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Host = "mesh.example.com";
        using var response = await _mesh.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("", "key_required")]
    [InlineData("Bearer sk-123", "invalid_api_key")]
    [InlineData("Basic abc", "invalid_api_key")]
    public async Task OpenAI_NoRightKey_IsRefusedWithTheMend(string header, string code)
    {
        using var request = Models(null);
        if (header.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", header);
        }

        using var response = await _mesh.Http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains($"\"code\":\"{code}\"", body, StringComparison.Ordinal);
        Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
    }

    [Fact]
    public async Task OpenAI_KeyOfAnotherMesh_IsRefusedAndNotShown()
    {
        var foreign = ApiKey.Create().Reveal();
        using var response = await GetModelsAsync(foreign);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.DoesNotContain(foreign[16..], await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_Removed_AreRefusedWithoutARestartAndTheDoorStaysShut()
    {
        new KeyFile(_mesh.Settings.KeyFile).Remove(_key.Substring(ApiKey.Prefix.Length, 10));

        await Waiting.UntilAsync(async () => (await GetModelsAsync(_key)).StatusCode == HttpStatusCode.Unauthorized);
        using var without = await GetModelsAsync(null);
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
    }

    [Fact]
    public async Task Grpc_WatchWhoseKeyIsRemoved_Ends()
    {
        using var channel = GrpcChannel.ForAddress(_mesh.Settings.Grpc);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var watch = new V1.ModelService.ModelServiceClient(channel).WatchEndpoints(new V1.WatchEndpointsRequest { IntervalMs = 100 }, Bearer(_key), cancellationToken: patience.Token);
        Assert.True(await watch.ResponseStream.MoveNext(patience.Token));
        new KeyFile(_mesh.Settings.KeyFile).Remove(_key.Substring(ApiKey.Prefix.Length, 10));

        var ended = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await watch.ResponseStream.MoveNext(patience.Token))
            {
            }
        });

        Assert.Equal(StatusCode.Unauthenticated, ended.StatusCode);
    }

    [Theory]
    [InlineData("keys: [")]
    [InlineData("keys: [ ~ ]")]
    public async Task Keys_FileBroken_FormerKeysStayInForceUntilItIsMended(string text)
    {
        await EditAsync(text);
        await Task.Delay(TimeSpan.FromMilliseconds(900));

        using (var response = await GetModelsAsync(_key))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await EditAsync("keys: []");
        await Waiting.UntilAsync(async () => (await GetModelsAsync(_key)).StatusCode == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Grpc_NoKey_IsRefusedBeforeTheMessageIsThere()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, _mesh.Settings.Grpc + "/meshsilo.v1.ChatService/Complete")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new EndlessMessage(),
        };
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);

        Assert.Equal("16", Assert.Single(response.Headers.GetValues("grpc-status")));
        Assert.NotEmpty(response.Headers.GetValues("grpc-status-details-bin"));
    }

    [Fact]
    public async Task Grpc_WithAndWithoutKey_ServesAndRefuses()
    {
        using var channel = GrpcChannel.ForAddress(_mesh.Settings.Grpc);
        var models = new V1.ModelService.ModelServiceClient(channel);

        var e = await Assert.ThrowsAsync<RpcException>(async () => await models.ListModelsAsync(new V1.ListModelsRequest()));
        var served = await models.ListModelsAsync(new V1.ListModelsRequest(), new Metadata { { "authorization", $"Bearer {_key}" } });

        Assert.Equal(StatusCode.Unauthenticated, e.StatusCode);
        Assert.Equal(3, served.Models.Count);
    }

    [Fact]
    public async Task Admin_KeyWithoutTheScope_IsRefusedAndOneWithItServed()
    {
        var admin = TestKeys.Add(_mesh.Settings.KeyFile, "admin");
        using var channel = GrpcChannel.ForAddress(_mesh.Settings.Admin, new GrpcChannelOptions
        {
            HttpHandler = new Grpc.Net.Client.Web.GrpcWebHandler(new HttpClientHandler()),
            HttpVersion = HttpVersion.Version11,
        });
        var client = new V1.AdminService.AdminServiceClient(channel);

        var e = await Assert.ThrowsAsync<RpcException>(async () => await client.ListRevisionsAsync(new V1.ListRevisionsRequest(), Bearer(_key)));
        Assert.Equal(StatusCode.PermissionDenied, e.StatusCode);
        await Waiting.UntilAsync(async () =>
        {
            try
            {
                return (await client.ListRevisionsAsync(new V1.ListRevisionsRequest(), Bearer(admin))).Revisions.Count == 1;
            }
            catch (RpcException refused) when (refused.StatusCode == StatusCode.Unauthenticated)
            {
                return false;
            }
        });
    }

    // Whole at once: a file that is empty for a moment refuses everybody.
    private Task EditAsync(string text) => FollowedFile.ReplaceAsync(_mesh.Settings.KeyFile!, text);

    private static Metadata Bearer(string key) => new() { { "authorization", $"Bearer {key}" } };

    private static HttpRequestMessage Models(string? key)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return request;
    }

    private async Task<HttpResponseMessage> GetModelsAsync(string? key)
    {
        using var request = Models(key);
        return await _mesh.Http.SendAsync(request);
    }

    // Says that a message of a megabyte comes, and never sends it.
    private sealed class EndlessMessage : HttpContent
    {
        public EndlessMessage() => Headers.TryAddWithoutValidation("Content-Type", "application/grpc");

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(new byte[] { 0, 0, 16, 0, 0, 1, 2, 3 }, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
