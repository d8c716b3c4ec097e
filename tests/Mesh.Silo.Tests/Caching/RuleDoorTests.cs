using System.Net;
using System.Text.Json.Nodes;
using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Caching;

/// <summary>A route whose rules answer without a model, through both doors.</summary>
public sealed class RuleDoorTests : IAsyncLifetime
{
    private CachedMesh _mesh = null!;

    public async Task InitializeAsync() => _mesh = await CachedMesh.StartAsync(r => ChatReplies.Answer(r, ["model"]), """
        routes:
          ruled:
            candidates: [m]
            cache: { exact: { ttl: 10m } }
            answers:
              - { name: greeting, when: { exact: [hello] }, answer: "Good day." }
              - { when: { regex: '^(?<expression>[0-9+ ]+)$' }, function: arithmetic }
        """);

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task OpenAI_MatchingMessage_IsAnsweredByTheRule()
    {
        using var response = await _mesh.Mesh.PostAsync(CachedMesh.Path, OpenAICaller.Chat("ruled"));
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal(("rule", "rule:greeting", "0"), (response.Header("x-mesh-cache"), response.Header("x-mesh-model"), response.Header("x-mesh-cost-usd")));
        Assert.Equal(("Good day.", "stop"), (body["choices"]![0]!["message"]!["content"]!.GetValue<string>(), body["choices"]![0]!["finish_reason"]!.GetValue<string>()));
        Assert.Equal(("rule:greeting", 0), (body["model"]!.GetValue<string>(), body["usage"]!["total_tokens"]!.GetValue<int>()));
        Assert.Equal(0, _mesh.Upstream.Started);
    }

    [Fact]
    public async Task OpenAI_MatchingMessage_IsStreamed()
    {
        using var response = await _mesh.Mesh.PostAsync(CachedMesh.Path, OpenAICaller.Chat("ruled", ",\"stream\":true"));
        var body = await response.Content.ReadAsStringAsync();

        Assert.Contains("Good day.", body, StringComparison.Ordinal);
        Assert.Contains("\"finish_reason\":\"stop\"", body, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
        Assert.Equal(0, _mesh.Upstream.Started);
    }

    [Fact]
    public async Task Grpc_MatchingMessage_IsAnsweredByTheRule()
    {
        await using var caller = GrpcCaller.Open(_mesh.Mesh);
        var answer = await caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("ruled", "2 + 40") });

        Assert.Equal(("42", "rule", "rule:ruled-2", 0d), (answer.Choices[0].Content, answer.Outcome.Cache, answer.Outcome.Model, answer.Outcome.CostUsd));
    }

    [Theory]
    [InlineData("""{"model":"ruled","messages":[{"role":"user","content":"hello you"}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hello"}]}""")]
    [InlineData("""{"model":"ruled","messages":[{"role":"user","content":"hello"},{"role":"assistant","content":"hello"}]}""")]
    [InlineData("""{"model":"ruled","tools":[{"type":"function","function":{"name":"f"}}],"messages":[{"role":"user","content":"hello"}]}""")]
    [InlineData("""{"model":"ruled","response_format":{"type":"json_object"},"messages":[{"role":"user","content":"hello"}]}""")]
    [InlineData("""{"model":"ruled","messages":[{"role":"user","content":[{"type":"text","text":"hello"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]}]}""")]
    public async Task OpenAI_WhatARuleCouldNotAnswer_GoesToAModel(string body)
    {
        using var response = await _mesh.Mesh.PostAsync(CachedMesh.Path, body);

        Assert.Equal((HttpStatusCode.OK, 1), (response.StatusCode, _mesh.Upstream.Started));
    }
}
