using Mesh.Testing.Wire;

namespace Mesh.Testing.Engines.Pages;

/// <summary>llama.cpp's server: listens while it loads, and says 503 to everything; its metrics are off unless asked for.</summary>
internal sealed class LlamaCppPages : IEnginePages
{
    private static readonly KeyValuePair<string, string> s_server = new("Server", "llama.cpp");

    public string Version => "b6700-a1b2c3d";

    public bool ListensWhileLoading => true;

    public WireAnswer? Answer(WireRequest request, FakeEngine engine) => engine.IsLoading
        ? Page.Json(new { error = new { code = 503, message = "Loading model", type = "unavailable_error" } }, 503, s_server)
        : request.Path switch
        {
            "/health" or "/v1/health" => Page.Json(new { status = "ok" }, 200, s_server),
            "/metrics" => Page.Json(new { error = new { code = 501, message = "This server does not support metrics endpoint. Start it with `--metrics`", type = "not_supported_error" } }, 501, s_server),
            "/props" => Page.Json(
                new
                {
                    default_generation_settings = new { id = 0, n_ctx = engine.Speed.ContextTokens },
                    total_slots = engine.Speed.Slots,
                    model_path = $"/models/{engine.FirstModel}",
                    modalities = new { vision = true, audio = false },
                    build_info = engine.Version,
                },
                200,
                s_server),
            "/slots" => Page.Json(Enumerable.Range(0, engine.Speed.Slots).Select(i => new { id = i, n_ctx = engine.Speed.ContextTokens, is_processing = i < engine.Load.Running }), 200, s_server),
            "/v1/models" => Page.Models(engine.Models, "llamacpp", m => m["meta"] = new System.Text.Json.Nodes.JsonObject { ["n_vocab"] = 128_256, ["n_ctx_train"] = 131_072, ["n_params"] = 8_030_261_312 }),
            _ => null,
        };

    public IReadOnlyList<string> Metrics(FakeEngine engine, bool old) =>
    [
        .. MetricsPage.Counter("llamacpp:prompt_tokens_total", engine.Load.PromptTokens),
        .. MetricsPage.Gauge("llamacpp:requests_processing", engine.Load.Running),
        .. MetricsPage.Gauge("llamacpp:requests_deferred", engine.Waiting),
        .. old ? MetricsPage.Gauge("llamacpp:kv_cache_usage_ratio", engine.Load.CacheUse) : [],
    ];
}
