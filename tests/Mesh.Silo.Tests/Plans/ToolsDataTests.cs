using Mesh.Load;
using Mesh.Silo.Tests.Caching;

namespace Mesh.Silo.Tests.Plans;

/// <summary>Private data at a tool server, by the doors.</summary>
public sealed class ToolsDataTests
{
    [Fact]
    public async Task PrivateRequest_ReachesNoServerThatMayNotSeeIt()
    {
        await using var scene = await ToolScene.StartAsync(model: "data: [private]");

        using var response = await scene.Mesh.PostAsync("/v1/chat/completions", ToolsDoorTests.Ask("r", "call weather {\\\"city\\\":\\\"jane.doe@example.com\\\"}"));

        Assert.Contains("data_policy", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(scene.Tools.Calls);
    }

    [Fact]
    public async Task PrivateResultOfOneServer_KeepsLaterCallsFromAnotherThatMayNotSeeIt()
    {
        await using var scene = await ToolScene.StartAsync("tools: all, data: [private]", model: "data: [private]");

        using var response = await scene.Mesh.PostAsync("/v1/chat/completions", ToolsDoorTests.Ask("both", "call person {}\\nthen other {}\\nthen weather {\\\"city\\\":\\\"Oslo\\\"}"));

        Assert.Contains("said so", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(["person", "weather"], scene.Tools.Calls.Select(c => c.Tool));
        Assert.Empty(scene.Others.Calls);
        Assert.Contains(scene.Upstream.Requests[^1].Json["messages"]!.AsArray(), m => m!.ToJsonString().Contains("may not see what the conversation holds", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PrivateResult_ReachesNoModelThatMayNotSeeIt()
    {
        await using var scene = await ToolScene.StartAsync("tools: all, data: [private]");

        using var response = await scene.Mesh.PostAsync("/v1/chat/completions", ToolsDoorTests.Ask("r", "call person {}"));

        Assert.Contains("data_policy", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(scene.Upstream.Requests);
    }

    [Theory]
    [InlineData("call person {}", 2)]
    [InlineData("call weather {\\\"city\\\":\\\"Oslo\\\"}", 1)]
    public async Task Answer_OfAPlanThatMetPrivateData_IsKeptByNoCache(string question, int calls)
    {
        await using var scene = await ToolScene.StartAsync("tools: all, data: [private]", model: "data: [private]");

        for (var times = 0; times < 2; times++)
        {
            using var response = await scene.Mesh.PostAsync("/v1/chat/completions", ToolsDoorTests.Ask("kept", question));
            Assert.Contains("said so", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            await CachedMesh.SettledAsync(scene.Mesh);
        }

        Assert.Equal(calls, scene.Tools.Calls.Count);
    }
}
