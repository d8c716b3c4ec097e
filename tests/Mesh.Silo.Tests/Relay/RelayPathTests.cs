using Mesh.Silo.Relay;
using Microsoft.AspNetCore.Http;

namespace Mesh.Silo.Tests.Relay;

/// <summary>Which requests ask an engine for what, and which ask for nothing that is served.</summary>
public sealed class RelayPathTests
{
    [Theory]
    [InlineData("POST", "/relay/vllm/v1/chat/completions", "/v1/chat/completions", true)]
    [InlineData("POST", "/relay/v1/v1/embeddings", "/v1/embeddings", true)]
    [InlineData("GET", "/relay/an engine/v1/models", "/v1/models", false)]
    [InlineData("GET", "/relay/a%2Fb/v1/models", "/v1/models", false)]
    public void Path_OfAnEngine_IsOneOfItsOwn(string method, string path, string asked, bool isWork)
    {
        var (known, engine) = Assert.Single(Known(method, path));

        Assert.Equal((asked, isWork), (known.Asked, known.IsWork));
        Assert.Equal(path.Split('/')[2], engine);
    }

    [Theory]
    [InlineData("GET", "/relay/vllm/v1/chat/completions")]
    [InlineData("POST", "/relay/vllm/v1/models")]
    [InlineData("POST", "/relay/v1/chat/completions")]
    [InlineData("POST", "/relay//v1/chat/completions")]
    [InlineData("POST", "/relay/a/b/v1/chat/completions")]
    [InlineData("POST", "/relay/vllm/v1/chat/completions/")]
    [InlineData("POST", "/relay/vllm/inner/v1/chat/completions")]
    [InlineData("POST", "/relays/vllm/v1/chat/completions")]
    [InlineData("POST", "/Relay/vllm/v1/chat/completions")]
    [InlineData("POST", "/relay/vllm/V1/chat/completions")]
    [InlineData("GET", "/relay/v1/models")]
    [InlineData("GET", "")]
    public void Path_OfAnythingElse_IsNone(string method, string path) => Assert.Empty(Known(method, path));

    private static List<(RelayPath Path, string Engine)> Known(string method, string path)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Path) = (method, new PathString(path));
        return [.. from known in RelayPath.All let engine = known.EngineOf(request) where engine is not null select (known, engine)];
    }
}
