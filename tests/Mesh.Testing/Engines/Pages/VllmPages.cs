using Mesh.Testing.Wire;

namespace Mesh.Testing.Engines.Pages;

/// <summary>vLLM: nobody listens until the model is loaded.</summary>
internal sealed class VllmPages : IEnginePages
{
    private const int BlockTokens = 16;

    public string Version => "0.11.0";

    public bool ListensWhileLoading => false;

    public WireAnswer? Answer(WireRequest request, FakeEngine engine) => request.Path switch
    {
        "/health" => Page.Empty(),
        "/version" => Page.Json(new { version = engine.Version }),
        "/load" => Page.Json(new { server_load = engine.Load.Running + engine.Waiting }),
        "/v1/models" => Page.Models(engine.Models, "vllm", m => (m["root"], m["parent"], m["max_model_len"]) = (m["id"]!.GetValue<string>(), null, engine.Speed.ContextTokens)),
        _ => null,
    };

    public IReadOnlyList<string> Metrics(FakeEngine engine, bool old)
    {
        var labels = $"engine=\"0\",model_name=\"{engine.FirstModel}\"";
        return
        [
            .. MetricsPage.Start(engine),
            .. MetricsPage.Gauge("vllm:num_requests_running", engine.Load.Running, labels),
            .. MetricsPage.Gauge("vllm:num_requests_waiting", engine.Waiting, labels),
            .. MetricsPage.Gauge(old ? "vllm:gpu_cache_usage_perc" : "vllm:kv_cache_usage_perc", engine.Load.CacheUse, labels),
            .. MetricsPage.Counter("vllm:prompt_tokens_total", engine.Load.PromptTokens, labels),
            .. MetricsPage.Counter("vllm:generation_tokens_total", engine.Load.AnswerTokens, labels),
            .. MetricsPage.Counter("vllm:request_success_total", engine.Load.Finished, $"{labels},finished_reason=\"stop\""),
            .. MetricsPage.Counter("vllm:request_success_total", 0, $"{labels},finished_reason=\"length\""),
            .. MetricsPage.Gauge("vllm:cache_config_info", 1, $"block_size=\"{BlockTokens}\",cache_dtype=\"auto\",engine=\"0\",num_gpu_blocks=\"{engine.Speed.CacheTokens / BlockTokens}\""),
        ];
    }
}
