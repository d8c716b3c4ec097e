using Mesh.Testing.Wire;

namespace Mesh.Testing.Engines.Pages;

/// <summary>Text Generation Inference: nobody listens until the model is loaded.</summary>
internal sealed class TgiPages : IEnginePages
{
    public string Version => "3.3.6";

    public bool ListensWhileLoading => false;

    public WireAnswer? Answer(WireRequest request, FakeEngine engine) => request.Path switch
    {
        "/health" => Page.Empty(),
        "/info" => Page.Json(new
        {
            model_id = engine.FirstModel,
            model_dtype = "torch.float16",
            model_device_type = "cuda",
            max_concurrent_requests = engine.Speed.Slots,
            max_input_tokens = engine.Speed.ContextTokens - 1024,
            max_total_tokens = engine.Speed.ContextTokens,
            max_batch_total_tokens = engine.Speed.CacheTokens,
            router = "text-generation-router",
            version = engine.Version,
        }),
        "/v1/models" => Page.Models(engine.Models, engine.FirstModel),
        _ => null,
    };

    public IReadOnlyList<string> Metrics(FakeEngine engine, bool old) =>
    [
        .. MetricsPage.Gauge("tgi_queue_size", engine.Waiting),
        .. MetricsPage.Gauge("tgi_batch_current_size", engine.Load.Running),
        .. MetricsPage.Gauge("tgi_batch_current_max_tokens", engine.Load.CacheUsed),
        .. MetricsPage.Counter("tgi_request_input_length_sum", engine.Load.PromptTokens),
        .. MetricsPage.Counter("tgi_request_success", engine.Load.Finished),
    ];
}
