using System.Net;
using System.Net.Http.Headers;
using Mesh.Load;
using Mesh.Silo.Tests.Access;
using Mesh.Testing;

namespace Mesh.Silo.Tests.Api.OpenAI;

public sealed class EmbeddingsTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(_ => UpstreamReply.Json("""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5]}],"usage":{"prompt_tokens":1}}"""));
        var key = "";
        _mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(_upstream.Url), settings => key = TestKeys.Add(settings.KeyFile));
        _mesh.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("service_tier", "\"priority\"")]
    [InlineData("store", "true")]
    [InlineData("prompt", "{\"id\":\"pmpt_1\"}")]
    public async Task VendorField_WithoutTheScope_IsRefused(string field, string value)
    {
        using var response = await _mesh.PostAsync("/v1/embeddings", $$"""{"model":"m","input":"a","{{field}}":{{value}}}""");

        await response.RefusedAsync(HttpStatusCode.Forbidden, "vendor_field", field);
        Assert.Equal(0, _upstream.Started);
    }

    // Some engines take a chat in its place and fetch what its parts name.
    [Fact]
    public async Task Messages_BesideTheInput_AreRefused()
    {
        using var response = await _mesh.PostAsync("/v1/embeddings", """{"model":"m","input":"a","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://10.0.0.1/a.png"}}]}]}""");

        await response.RefusedAsync(HttpStatusCode.BadRequest, "invalid_value", "messages");
        Assert.Equal(0, _upstream.Started);
    }

    [Theory]
    [InlineData("[[{\"image_url\":\"http://10.0.0.1/a.png\"}]]")]
    [InlineData("[[1,2],[\"http://10.0.0.1/a.png\"]]")]
    public async Task Input_OfSomethingElseThanTextsAndTokens_IsRefused(string input)
    {
        using var response = await _mesh.PostAsync("/v1/embeddings", $$"""{"model":"m","input":{{input}}}""");

        await response.RefusedAsync(HttpStatusCode.BadRequest, "invalid_value", "input");
        Assert.Equal(0, _upstream.Started);
    }

    [Theory]
    [InlineData("model", "\"NAME\"")]
    [InlineData("models", "[NAMES]")]
    [InlineData("models", "\"m\"")]
    [InlineData("models", "[1]")]
    [InlineData("models", "[\"NAME\"]")]
    public async Task Names_OutOfBounds_AreRefusedAsInAChat(string field, string value)
    {
        var own = value.Replace("NAMES", string.Join(",", Enumerable.Repeat("\"m\"", 17)), StringComparison.Ordinal).Replace("NAME", new string('m', 257), StringComparison.Ordinal);
        var model = field == "model" ? "" : "\"model\":\"m\",";

        using var embeddings = await _mesh.PostAsync("/v1/embeddings", $$"""{{{model}}"input":"a","{{field}}":{{own}}}""");
        using var chat = await _mesh.PostAsync("/v1/chat/completions", $$"""{{{model}}"messages":[{"role":"user","content":"a"}],"{{field}}":{{own}}}""");

        var expected = (await chat.ErrorAsync())["param"]!.GetValue<string>();
        await embeddings.RefusedAsync(HttpStatusCode.BadRequest, "invalid_value", expected);
    }

    [Theory]
    [InlineData("\"a\\ud800\":1")]
    [InlineData("\"a\":1,\"\\ud800\":1")]
    [InlineData("\"encoding_format\":\"\\ud800\"")]
    [InlineData("\"a\":{\"b\":[\"\\udc00\"]}")]
    public async Task Text_ThatIsNotUnicode_IsRefused(string field)
    {
        using var response = await _mesh.PostAsync("/v1/embeddings", $$"""{"model":"m","input":"a",{{field}}}""");

        await response.RefusedAsync(HttpStatusCode.BadRequest, "invalid_json");
        Assert.Equal(0, _upstream.Started);
    }

    [Fact]
    public async Task TextsAndTokens_AreTaken()
    {
        foreach (var input in new[] { "\"a\"", "[\"a\",\"b\"]", "[1,2]", "[[1,2],[3]]" })
        {
            using var response = await _mesh.PostAsync("/v1/embeddings", $$"""{"model":"m","input":{{input}},"service_tier":"auto"}""");

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }
}
