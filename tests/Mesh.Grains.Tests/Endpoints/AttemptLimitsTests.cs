using Mesh.Contracts.Catalog;
using Mesh.Grains.Endpoints;
using Mesh.Routing.Health;
using Mesh.Routing.Snapshots;

namespace Mesh.Grains.Tests.Endpoints;

public sealed class AttemptLimitsTests
{
    private static readonly UpstreamTimeouts s_none = new();

    [Theory]
    [InlineData(ModelCapabilities.Text, 30)]
    [InlineData(ModelCapabilities.Text | ModelCapabilities.Reasoning, 300)]
    public void Stream_WithNothingWritten_HasTheDefaults(ModelCapabilities capabilities, int first) =>
        Assert.Equal(
            new AttemptLimits(TimeSpan.FromSeconds(first), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(30), 64 * 1024 * 1024),
            AttemptLimits.Of(Served(s_none, s_none, capabilities: capabilities), streaming: true));

    [Fact]
    public void Whole_WithNothingWritten_HasTheRequestsDeadlineAlone() =>
        Assert.Equal(
            new AttemptLimits(AttemptLimits.None, AttemptLimits.None, AttemptLimits.None, 64 * 1024 * 1024),
            AttemptLimits.Of(Served(s_none, s_none), streaming: false));

    [Fact]
    public void Stream_EndpointAndModelSay_TheEndpointsWordGoesFirst()
    {
        var model = new UpstreamTimeouts { FirstFrame = TimeSpan.FromSeconds(1), BetweenFrames = TimeSpan.FromSeconds(2), Total = TimeSpan.FromSeconds(3) };
        var endpoint = new UpstreamTimeouts { BetweenFrames = TimeSpan.FromSeconds(20), Total = TimeSpan.FromSeconds(30) };

        Assert.Equal(
            new AttemptLimits(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30), 7),
            AttemptLimits.Of(Served(model, endpoint, 5, 7), streaming: true));
        Assert.Equal(TimeSpan.FromSeconds(30), AttemptLimits.Of(Served(model, endpoint), streaming: false).Total);
        Assert.Equal(5, AttemptLimits.Of(Served(model, endpoint, 5), streaming: false).Bytes);
    }

    private static ServedEndpoint Served(UpstreamTimeouts model, UpstreamTimeouts endpoint, long? modelBytes = null, long? endpointBytes = null, ModelCapabilities capabilities = ModelCapabilities.Text) => new(
        new EndpointEntry { Name = "e", Provider = "p", Model = "m", UpstreamModel = "m", Timeouts = endpoint, MaxAnswerBytes = endpointBytes },
        new ModelEntry { Name = "m", Capabilities = capabilities, Timeouts = model, MaxAnswerBytes = modelBytes },
        new ProviderEntry { Name = "p", Kind = ProviderKind.Simulated },
        new EndpointStats("e", new Circuit(TimeProvider.System)),
        new CatalogDefaults(),
        0,
        0);
}
