using Mesh.Load;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Testing;

namespace Mesh.Silo.Tests.Plans;

/// <summary>What rules of a route leave out is asked by no node of any plan on the request's behalf.</summary>
public sealed class PlanRuleTests : IAsyncLifetime
{
    private const string Sent = ""","mesh":{"plan":{"fallback":[{"model":"other"},{"model":"cloud"}]}}""";
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => r.Model == "local" ? UpstreamReply.Json("{}", 500) : ChatReplies.Answer(r, ["from ", r.Model]));
        _mesh = await RunningMesh.StartAsync($$"""
            providers:
              p: { kind: openai-compatible, baseUrl: "{{_upstream.Url}}" }
            models: { local: {}, cloud: {}, other: {}, planner: {} }
            endpoints:
              local-at:   { provider: p, model: local }
              cloud-at:   { provider: p, model: cloud }
              other-at:   { provider: p, model: other }
              planner-at: { provider: p, model: planner }
            routes:
              kept:    { candidates: [local], rules: [{ name: stay, when: caller.tags == "stay", then: { only: [local, planner] } }] }
              planned: { rules: [{ name: stay, when: caller.tags == "stay", then: { without: [cloud] } }], plan: { fallback: [{ model: local }, { model: cloud }] } }
              broken:  { rules: [{ name: stay, when: caller.tags == "stay", then: { only: [local, planner] } }], plan: { decompose: { planner: { model: planner } } } }
              nested:  { plan: { fallback: [{ route: planned }] } }
            """);
    }

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("planned", "")]
    [InlineData("planned", ""","models":["planned","cloud","other"]""")]
    [InlineData("nested", "")]
    [InlineData("kept", Sent)]
    [InlineData("broken", "")]
    public async Task Request_ThatARuleKeepsIn_ReachesNobodyElse(string route, string more)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(OpenAICaller.Chat(route, more), System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("x-mesh-tags", "stay");
        using var response = await _mesh.Http.SendAsync(request);
        await response.Content.ReadAsStringAsync();

        Assert.DoesNotContain(_upstream.Requests, r => r.Model == "cloud");
        Assert.True(route is "planned" or "nested" || _upstream.Requests.All(r => r.Model is "local" or "planner"), string.Join(", ", _upstream.Requests.Select(r => r.Model)));
    }

    [Theory]
    [InlineData("planned", "")]
    [InlineData("kept", Sent)]
    public async Task Request_WithoutTheTag_IsAnsweredByTheOthers(string route, string more)
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat(route, more));

        Assert.Contains("from ", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
