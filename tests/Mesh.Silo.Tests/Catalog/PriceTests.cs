using System.Globalization;
using Mesh.Testing;

namespace Mesh.Silo.Tests.Catalog;

public sealed class PriceTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private CatalogMesh _mesh = null!;

    // The fake upstream reports 7 prompt tokens and one answer token.
    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => r.Path.EndsWith("/embeddings", StringComparison.Ordinal)
            ? UpstreamReply.Json("""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5]}],"model":"up","usage":{"prompt_tokens":500,"total_tokens":500}}""")
            : ChatReplies.Answer(r, ["x"]));
        _mesh = await CatalogMesh.StartAsync($$"""
            providers:
              p: { kind: openai-compatible, baseUrl: "{{_upstream.Url}}" }
            models:
              priced: { price: { in: 1, out: 2 } }
              bare: {}
              vectors: { capabilities: [embeddings] }
            endpoints:
              at-list:  { provider: p, model: priced }
              cheaper:  { provider: p, model: priced, price: { in: 0.5, out: 1 } }
              known:    { provider: p, model: gpt-4o-mini }
              unknown:  { provider: p, model: bare }
              machine:  { provider: p, model: bare, gpuHourUsd: 3.6 }
              embedder: { provider: p, model: vectors, gpuHourUsd: 3.6 }
            defaults: { unknownPrice: { in: 10, out: 100 } }
            """);
    }

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("at-list", "0.000009", false)]
    [InlineData("cheaper", "0.0000045", false)]
    [InlineData("known", "0.00000165", false)]
    [InlineData("unknown", "0.00017", true)]
    public async Task Answer_CostsWhatItsEndpointCosts_AndAnUnknownPriceIsMarkedEstimated(string endpoint, string cost, bool estimated)
    {
        var (_, headers) = await _mesh.AskAsync(endpoint);

        Assert.Equal((cost, estimated), (headers["x-mesh-cost-usd"], headers.ContainsKey("x-mesh-cost-estimated")));
    }

    [Fact]
    public async Task Answer_OfAMachineByTheHour_IsNotFree() =>
        Assert.True(decimal.Parse((await _mesh.AskAsync("machine")).Headers["x-mesh-cost-usd"], CultureInfo.InvariantCulture) > 0);

    // Embeddings have no answer tokens to carry the hour: their prompt does. 3.6 USD an hour at 1,000 tokens a second.
    [Fact]
    public async Task Embeddings_OfAMachineByTheHour_AreNotFree() =>
        Assert.Equal("0.0005", await _mesh.PostAsync("/v1/embeddings", """{"model":"embedder","input":"hello"}"""));
}
