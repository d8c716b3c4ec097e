using System.Text.Json.Nodes;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Providers.OpenAI.Presets;
using Mesh.Testing;

namespace Mesh.Providers.Tests.OpenAI;

/// <summary>What each preset's upstream is sent, from a caller's own body and from records alike.</summary>
public sealed class PresetTests
{
    private const string Rich = """
        {"model":"r","stream":true,"max_completion_tokens":9,"seed":7,
         "messages":[{"role":"developer","content":"be brief"},{"role":"user","name":"ann","content":"a"},
                     {"role":"assistant","reasoning_content":"thought","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},
                     {"role":"tool","tool_call_id":"c","content":"done"}],
         "tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}}],
         "tool_choice":{"type":"function","function":{"name":"g"}}}
        """;

    [Theory]
    [InlineData("openai", "max_completion_tokens", "seed", true, "developer", true, true)]
    [InlineData("deepseek", "max_tokens", "seed", true, "system", true, true)]
    [InlineData("mistral", "max_tokens", "random_seed", false, "system", true, true)]
    [InlineData("nvidia", "max_tokens", "seed", true, "system", true, true)]
    [InlineData("perplexity", "max_tokens", "seed", false, "system", true, true)]
    [InlineData("groq", "max_completion_tokens", "seed", true, "developer", false, true)]
    [InlineData("vllm", "max_completion_tokens", "seed", true, "system", true, true)]
    [InlineData("sglang", "max_completion_tokens", "seed", true, "system", true, true)]
    [InlineData("ollama", "max_tokens", "seed", true, "system", true, true)]
    [InlineData("llama.cpp", "max_completion_tokens", "seed", true, "system", true, false)]
    public async Task CallersOwnBody_IsWrittenInTheUpstreamsWords(string preset, string tokens, string seed, bool streamOptions, string role, bool names, bool namedChoice) =>
        AssertSent(await SentAsync(preset, OpenAICalls.Native(Rich)), tokens, seed, streamOptions, role, names, namedChoice);

    [Theory]
    [InlineData("openai", "max_completion_tokens", "seed", true, "developer", true, true)]
    [InlineData("deepseek", "max_tokens", "seed", true, "system", true, true)]
    [InlineData("mistral", "max_tokens", "random_seed", false, "system", true, true)]
    [InlineData("nvidia", "max_tokens", "seed", true, "system", true, true)]
    [InlineData("perplexity", "max_tokens", "seed", false, "system", true, true)]
    [InlineData("groq", "max_completion_tokens", "seed", true, "developer", false, true)]
    [InlineData("vllm", "max_completion_tokens", "seed", true, "system", true, true)]
    [InlineData("sglang", "max_completion_tokens", "seed", true, "system", true, true)]
    [InlineData("ollama", "max_tokens", "seed", true, "system", true, true)]
    [InlineData("llama.cpp", "max_tokens", "seed", true, "system", true, false)]
    public async Task Records_AreWrittenInTheUpstreamsWords(string preset, string tokens, string seed, bool streamOptions, string role, bool names, bool namedChoice) =>
        AssertSent(await SentAsync(preset, OpenAICalls.Records(Rich)), tokens, seed, streamOptions, role, names, namedChoice);

    [Fact]
    public async Task UnknownUpstream_GetsACallersOwnBodyAsItIsAndRecordsInTheOlderWords()
    {
        var own = await SentAsync(null, OpenAICalls.Native(Rich));
        var written = await SentAsync(null, OpenAICalls.Records(Rich));

        Assert.Equal(9, own["max_completion_tokens"]!.GetValue<int>());
        Assert.Equal("developer", own["messages"]![0]!["role"]!.GetValue<string>());
        Assert.Equal(9, written["max_tokens"]!.GetValue<int>());
    }

    [Fact]
    public async Task CallersOwnBody_WithNothingToChange_KeepsEveryByte()
    {
        const string Plain = """{"model":"r","messages":[{"role":"user","content":"\u00e9 é","x": 1.50}],"top_k" : 4}""";
        await using var upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["a"]));
        using var calls = new OpenAICalls();
        foreach (var preset in OpenAIPresets.Names)
        {
            await calls.AskAsync(OpenAICalls.Target(upstream.Url, preset), OpenAICalls.Native(Plain));
        }

        Assert.All(upstream.Requests, r => Assert.Equal(Plain.Replace("{\"model\":\"r\"", "{\"model\":\"up-1\"", StringComparison.Ordinal), System.Text.Encoding.UTF8.GetString(r.Body)));
    }

    [Fact]
    public async Task DeepSeek_ReasoningOfATurnThatCalledTools_IsGivenBackAndNobodyElseGetsIt()
    {
        Assert.Equal("thought", (await SentAsync("deepseek", OpenAICalls.Records(Rich)))["messages"]![2]!["reasoning_content"]!.GetValue<string>());
        Assert.Null((await SentAsync("openai", OpenAICalls.Records(Rich)))["messages"]![2]!["reasoning_content"]);
    }

    [Fact]
    public void Presets_OfTheCatalogue_AllHaveTheirQuirks() =>
        Assert.Equal("deepseek groq llama.cpp mistral nvidia ollama openai perplexity sglang vllm", string.Join(' ', OpenAIPresets.Names.Order(StringComparer.Ordinal)));

    [Fact]
    public void Fetching_IsLeftToVendorsAndNeverToAnEngineOnTheNode()
    {
        static bool Fetches(ProviderEntry p) => OpenAIPresets.Of(p).FetchesUrls;
        var vendor = new ProviderEntry { Name = "p", Kind = ProviderKind.OpenAICompatible, Preset = "groq" };

        Assert.True(Fetches(vendor));
        Assert.False(Fetches(vendor with { Local = true }));
        Assert.False(Fetches(vendor with { Preset = null, Local = true }));
        Assert.All("vllm sglang llama.cpp ollama".Split(' '), engine => Assert.False(Fetches(vendor with { Preset = engine })));
    }

    private static void AssertSent(JsonObject sent, string tokens, string seed, bool streamOptions, string role, bool names, bool namedChoice)
    {
        Assert.Equal(9, sent[tokens]!.GetValue<int>());
        Assert.Single(sent, p => p.Key is "max_tokens" or "max_completion_tokens");
        Assert.Equal(7, sent[seed]!.GetValue<int>());
        Assert.Single(sent, p => p.Key is "seed" or "random_seed");
        Assert.Equal(streamOptions, sent.ContainsKey("stream_options"));
        Assert.Equal(role, sent["messages"]![0]!["role"]!.GetValue<string>());
        Assert.Equal(names, sent["messages"]![1]!.AsObject().ContainsKey("name"));
        Assert.Equal(namedChoice, sent["tool_choice"] is JsonObject);
        Assert.Equal(namedChoice ? "f g" : "g", string.Join(' ', sent["tools"]!.AsArray().Select(t => t!["function"]!["name"]!.GetValue<string>())));
    }

    private static async Task<JsonObject> SentAsync(string? preset, ChatTask task)
    {
        await using var upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["a"]));
        using var calls = new OpenAICalls();
        await calls.AskAsync(OpenAICalls.Target(upstream.Url, p => p with { Preset = preset }), task);
        return upstream.Requests[0].Json;
    }
}
