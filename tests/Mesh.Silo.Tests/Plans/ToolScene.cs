using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Testing;
using Mesh.Testing.Tools;

namespace Mesh.Silo.Tests.Plans;

/// <summary>A mesh whose model calls the tools that a prompt names, and then says that it is done. Server <c>s</c> is as the test says, server <c>t</c> may see nothing private.</summary>
internal sealed class ToolScene : IAsyncDisposable
{
    private ToolScene(FakeUpstream upstream, FakeToolServer tools, FakeToolServer others, RunningMesh mesh) => (Upstream, Tools, Others, Mesh, Caller) = (upstream, tools, others, mesh, GrpcCaller.Open(mesh));

    public FakeUpstream Upstream { get; }

    public FakeToolServer Tools { get; }

    /// <summary>Server <c>t</c>.</summary>
    public FakeToolServer Others { get; }

    public RunningMesh Mesh { get; }

    public GrpcCaller Caller { get; }

    /// <summary>Starts it.</summary>
    /// <param name="server">Fields of the tool server but for its address, in YAML.</param>
    /// <param name="node">Further fields of the node of the route <c>r</c>.</param>
    /// <param name="model">Further fields of the model.</param>
    public static async Task<ToolScene> StartAsync(string server = "tools: all", string node = "", string model = "")
    {
        var upstream = await FakeUpstream.StartAsync(Answer);
        var tools = await FakeToolServer.StartAsync(
            new FakeTool("weather", a => FakeToolReply.Of($"sunny for {a}")) { Schema = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""" },
            new FakeTool("person", _ => FakeToolReply.Of("write to jane.doe@example.com")),
            new FakeTool("silent", _ => FakeToolReply.Silence));
        var others = await FakeToolServer.StartAsync(new FakeTool("other", _ => FakeToolReply.Of("other")));
        var mesh = await RunningMesh.StartAsync(
            $$"""
            providers: { p: { kind: openai-compatible, baseUrl: "{{upstream.Url}}" } }
            models:
              m: { capabilities: [text, tools], price: { in: 1, out: 2 } {{(model.Length > 0 ? ", " + model : "")}} }
            endpoints: { at: { provider: p, model: m } }
            toolServers:
              s: { url: "{{tools.Url}}", {{server}} }
              t: { url: "{{others.Url}}", tools: all }
            routes:
              r: { plan: { tools: { of: { model: m }, servers: [{ server: s }] {{(node.Length > 0 ? ", " + node : "")}} } } }
              both: { plan: { tools: { of: { model: m }, servers: [{ server: s }, { server: t }] } } }
              kept: { plan: { tools: { of: { model: m }, servers: [{ server: s }] } }, cache: { exact: { ttl: 1h } } }
              deep: { plan: { fallback: [{ pipeline: [{ name: one, tools: { of: { fallback: [{ model: m }] }, servers: [{ server: s }] } }] }] } }
            """);
        return new ToolScene(upstream, tools, others, mesh);
    }

    public async ValueTask DisposeAsync()
    {
        await Caller.DisposeAsync();
        await Mesh.DisposeAsync();
        await Tools.DisposeAsync();
        await Others.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    /// <summary>What the model was told by tools in its last request.</summary>
    public string LastResult() => Upstream.Requests[^1].Json["messages"]!.AsArray().Last(m => m!["role"]!.GetValue<string>() == "tool")!["content"]!.ToJsonString();

    // Lines 'call NAME ARGUMENTS' of the question are called in the first round, lines 'then NAME ARGUMENTS' in the second.
    private static UpstreamReply Answer(UpstreamRequest request)
    {
        var messages = request.Json["messages"]!.AsArray();
        var asked = messages.Last(m => m!["role"]!.GetValue<string>() == "user")!["content"]!.GetValue<string>();
        var word = messages.Count(m => m!["tool_calls"] is not null) switch { 0 => "call ", 1 => "then ", _ => "never " };
        var calls = asked.Split('\n').Where(l => l.StartsWith(word, StringComparison.Ordinal)).Select((l, i) => l.Split(' ', 3) is [_, var name, var arguments] ? ($"c{i}", name, arguments) : default).ToArray();
        return calls.Length > 0 ? ChatReplies.Calls(request, calls) : ChatReplies.Answer(request, word == "call " ? ["no ", "tool"] : ["the tool ", "said so"]);
    }
}
