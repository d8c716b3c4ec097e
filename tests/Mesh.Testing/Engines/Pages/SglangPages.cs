using Mesh.Testing.Wire;

namespace Mesh.Testing.Engines.Pages;

/// <summary>SGLang: listens while it loads, and says 503 to those who ask for its health.</summary>
internal sealed class SglangPages : IEnginePages
{
    public string Version => "0.5.3";

    public bool ListensWhileLoading => true;

    public WireAnswer? Answer(WireRequest request, FakeEngine engine) => request.Path switch
    {
        "/health" or "/health_generate" => Page.Empty(engine.IsLoading ? 503 : 200),
        "/get_model_info" or "/model_info" => Page.Json(new { model_path = engine.FirstModel, tokenizer_path = engine.FirstModel, is_generation = true, has_image_understanding = false }),
        "/get_server_info" or "/server_info" => Page.Json(new
        {
            model_path = engine.FirstModel,
            served_model_name = engine.FirstModel,
            context_length = engine.Speed.ContextTokens,
            max_running_requests = engine.Speed.Slots,
            max_total_num_tokens = engine.Speed.CacheTokens,
            version = engine.Version,
        }),
        "/v1/models" => Page.Models(engine.Models, "sglang", m => (m["root"], m["max_model_len"]) = (m["id"]!.GetValue<string>(), engine.Speed.ContextTokens)),
        _ => null,
    };

    // One series for each rank: they tell the same.
    public IReadOnlyList<string> Metrics(FakeEngine engine, bool old) =>
    [
        .. Enumerable.Range(0, 2).SelectMany(rank => Rank(engine, $"model_name=\"{engine.FirstModel}\",tp_rank=\"{rank}\"")),
        .. MetricsPage.Counter("sglang:prompt_tokens_total", engine.Load.PromptTokens),
        .. MetricsPage.Counter("sglang:num_requests_total", engine.Load.Finished),
    ];

    private static IEnumerable<string> Rank(FakeEngine engine, string labels) =>
    [
        .. MetricsPage.Gauge("sglang:num_running_reqs", engine.Load.Running, labels),
        .. MetricsPage.Gauge("sglang:num_queue_reqs", engine.Waiting, labels),
        .. MetricsPage.Gauge("sglang:token_usage", engine.Load.CacheUse, labels),
    ];
}
