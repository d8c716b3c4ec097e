using Mesh.Contracts.Chat;
using Mesh.Providers.Pipeline;
using Mesh.Testing;

namespace Mesh.Providers.Tests.OpenAI;

/// <summary>Answers in the form in which each vendor's documentation shows them.</summary>
public sealed class VendorAnswerTests
{
    private const string Done = "data: [DONE]\n\n";

    [Fact]
    public async Task DeepSeek_KeepAlivesReasoningAndCacheHits_AreRead()
    {
        var frames = await OpenAICalls.AskAsync(UpstreamReply.Events(
            ": keep-alive\n\n",
            "data: {\"id\":\"d\",\"model\":\"deepseek-reasoner\",\"created\":5,\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"hm\"},\"finish_reason\":null}],\"usage\":null}\n\n",
            "data: {\"id\":\"d\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"42\",\"reasoning_content\":null},\"finish_reason\":null}]}\n\n",
            "data: {\"id\":\"d\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":9,\"total_tokens\":29,\"prompt_tokens_details\":{\"cached_tokens\":16},\"completion_tokens_details\":{\"reasoning_tokens\":7},\"prompt_cache_hit_tokens\":16,\"prompt_cache_miss_tokens\":4}}\n\n",
            Done));

        Assert.Equal([new ReasoningDelta(0, "hm")], OpenAICalls.Events(frames).OfType<ReasoningDelta>());
        Assert.Equal("42", OpenAICalls.Text(frames));
        Assert.Equal(new TokenUsage { Input = 20, CachedInput = 16, Output = 9, Reasoning = 7, Source = UsageSource.Upstream }, frames[3].Usage);
    }

    [Fact]
    public async Task Mistral_ThinkingPartsAndUsageInTheLastChunk_AreRead()
    {
        var frames = await OpenAICalls.AskAsync(UpstreamReply.Events(
            "data: {\"id\":\"m\",\"model\":\"magistral\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"so\"}]}]},\"finish_reason\":null}]}\n\n",
            "data: {\"id\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"ja\"}]},\"finish_reason\":null}]}\n\n",
            "data: {\"id\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":6,\"total_tokens\":10,\"completion_tokens\":4}}\n\n",
            Done));

        Assert.Equal(("so", "ja", 4), (Assert.Single(OpenAICalls.Events(frames).OfType<ReasoningDelta>()).Text, OpenAICalls.Text(frames), (int)frames[2].Usage!.Output));
    }

    [Fact]
    public async Task Perplexity_CitationsPassAndUsageOfEveryChunk_IsRead()
    {
        const string Chunk = "data: {\"id\":\"p\",\"model\":\"sonar\",\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,\"total_tokens\":4,\"search_context_size\":\"low\"},\"citations\":[\"https://a/b\"],\"search_results\":[{\"title\":\"t\",\"url\":\"https://a/b\"}],\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"x\"},\"delta\":{\"role\":\"assistant\",\"content\":\"x\"}}]}\r\n\r\n";

        var frame = Assert.Single(await OpenAICalls.AskAsync(UpstreamReply.Events(Chunk)));

        Assert.Equal(Chunk, System.Text.Encoding.UTF8.GetString(frame.Raw.Span));
        Assert.Equal((3L, 1L, false), (frame.Usage!.Input, frame.Usage.Output, frame.IsMeshOnly));
        Assert.Equal("x", OpenAICalls.Text([frame]));
    }

    [Fact]
    public async Task Groq_UsageInItsCorner_IsRead()
    {
        var frames = await OpenAICalls.AskAsync(UpstreamReply.Events(
            "data: {\"id\":\"g\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"a\",\"reasoning\":\"why\"},\"finish_reason\":null}],\"x_groq\":{\"id\":\"req_1\"}}\n\n",
            "data: {\"id\":\"g\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"x_groq\":{\"id\":\"req_1\",\"usage\":{\"queue_time\":0.1,\"prompt_tokens\":18,\"completion_tokens\":2,\"total_tokens\":20}}}\n\n",
            Done));

        Assert.Equal(new TokenUsage { Input = 18, Output = 2, Source = UsageSource.Upstream }, frames[1].Usage);
        Assert.False(frames[1].IsMeshOnly);
    }

    [Fact]
    public async Task Nvidia_ProblemDocument_KeepsItsWordsAndItsRequestId()
    {
        var fault = await OpenAICalls.FaultAsync(UpstreamReply.Json("""{"status":404,"title":"Not Found","detail":"Function 'x': Not found for account"}""", 404) with { Headers = new Dictionary<string, string> { ["nvcf-reqid"] = "n-1" } });

        Assert.Equal((UpstreamFaultKind.ModelMissing, "Function 'x': Not found for account", "n-1"), (fault.Kind, fault.Failure.Message, fault.Failure.RequestId));
    }

    [Fact]
    public async Task Vllm_ReasoningAndUsageChunk_AreRead()
    {
        var frames = await OpenAICalls.AskAsync(UpstreamReply.Events(
            "data: {\"id\":\"v\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,\"finish_reason\":null}],\"prompt_token_ids\":null}\n\n",
            "data: {\"id\":\"v\",\"choices\":[{\"index\":0,\"delta\":{\"reasoning\":\"r\",\"reasoning_content\":\"r\"},\"finish_reason\":null,\"token_ids\":null}]}\n\n",
            "data: {\"id\":\"v\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"c\"},\"finish_reason\":\"stop\",\"stop_reason\":null}]}\n\n",
            "data: {\"id\":\"v\",\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"total_tokens\":7,\"completion_tokens\":2}}\n\n",
            Done));

        Assert.Equal("r", Assert.Single(OpenAICalls.Events(frames).OfType<ReasoningDelta>()).Text);
        Assert.True(frames[3].IsMeshOnly);
    }

    [Fact]
    public async Task Sglang_MatchedStopAndAbort_AreRead()
    {
        var frames = await OpenAICalls.AskAsync(UpstreamReply.Events(
            "data: {\"id\":\"s\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\",\"reasoning_content\":null,\"tool_calls\":null},\"finish_reason\":null,\"matched_stop\":null}],\"usage\":null}\n\n",
            "data: {\"id\":\"s\",\"choices\":[{\"index\":0,\"delta\":{\"role\":null,\"content\":null},\"finish_reason\":\"abort\",\"matched_stop\":null}],\"usage\":null}\n\n",
            Done));

        Assert.Equal("abort", Assert.Single(OpenAICalls.Events(frames).OfType<ChoiceFinished>()).Reason);
    }

    [Theory]
    [InlineData("""{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}""", 503, UpstreamFaultKind.ServerError)]
    [InlineData("""{"error":{"code":400,"message":"request (9000 tokens) exceeds the available context size (4096 tokens)","type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":4096}}""", 400, UpstreamFaultKind.ContextLength)]
    public async Task LlamaCpp_Refusals_AreTold(string body, int status, UpstreamFaultKind kind) =>
        Assert.Equal(kind, (await OpenAICalls.FaultAsync(UpstreamReply.Json(body, status))).Kind);

    [Fact]
    public async Task LlamaCpp_TimingsInTheLastChunk_PassWithTheUsage()
    {
        var frames = await OpenAICalls.AskAsync(UpstreamReply.Events(
            "data: {\"id\":\"l\",\"choices\":[{\"finish_reason\":null,\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n",
            "data: {\"id\":\"l\",\"choices\":[{\"finish_reason\":\"stop\",\"index\":0,\"delta\":{}}]}\n\n",
            "data: {\"id\":\"l\",\"choices\":[],\"usage\":{\"completion_tokens\":2,\"prompt_tokens\":3,\"total_tokens\":5},\"timings\":{\"prompt_n\":3}}\n\n",
            Done));

        Assert.Equal((3L, 2L), (frames[2].Usage!.Input, frames[2].Usage!.Output));
    }

    [Theory]
    [InlineData("""{"error":{"message":"model \"x\" not found, try pulling it first","type":"api_error","param":null,"code":null}}""")]
    [InlineData("""{"error":"model 'x' not found"}""")]
    public async Task Ollama_MissingModel_IsTold(string body)
    {
        var fault = await OpenAICalls.FaultAsync(UpstreamReply.Json(body, 404));

        Assert.Equal(UpstreamFaultKind.ModelMissing, fault.Kind);
        Assert.Contains("not found", fault.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ollama_ReasoningField_IsRead() =>
        Assert.Equal("t", Assert.Single(OpenAICalls.Events(await OpenAICalls.AskAsync(UpstreamReply.Events(
            "data: {\"id\":\"o\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"reasoning\":\"t\"},\"finish_reason\":null}]}\n\n",
            "data: {\"id\":\"o\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":\"stop\"}]}\n\n",
            Done))).OfType<ReasoningDelta>()).Text);
}
