using System.Text.Json;
using Mesh.Contracts.Cluster;
using Mesh.Grains.Workers.Gauges;

namespace Mesh.Grains.Workers.Kinds;

/// <summary>SGLang: <c>/server_info</c>. It listens while it loads.</summary>
internal sealed class SglangKind : EngineKind
{
    public override string Preset => "sglang";

    public override int? UsualPort => 30000;

    public override IReadOnlyList<GaugeMeaning> Gauges { get; } = [GaugeMeaning.Waiting, GaugeMeaning.Running, GaugeMeaning.CacheUse, GaugeMeaning.PromptTokens, GaugeMeaning.Finished];

    public override async Task<EngineFacts?> ReadAsync(EngineConnection engine, CancellationToken cancellationToken)
    {
        var server = await EitherAsync(engine, "/server_info", "/get_server_info", cancellationToken);
        if (server.Text("model_path") is null)
        {
            return null;
        }

        // Its health costs a token, so it is asked with the facts and not twice a second.
        var loading = (await engine.GetAsync("/health", cancellationToken)).Status == 503;
        var about = await EitherAsync(engine, "/model_info", "/get_model_info", cancellationToken);
        var models = EngineModels.OfList((await engine.GetAsync("/v1/models", cancellationToken)).GoodJson)
            .Select(m => m with
            {
                ContextTokens = m.ContextTokens ?? server.SmallCount("context_length"),
                TakesImages = about.Flag("has_image_understanding") == true,
                IsEmbedding = about.Flag("is_generation") == false,
            })
            .ToArray();
        return new EngineFacts
        {
            Version = server.Text("version"),
            Models = models,
            Concurrency = server.SmallCount("max_running_requests"),
            CacheTokens = server.Count("max_total_num_tokens"),
            Measurable = models is [{ IsEmbedding: false } first, ..] ? first : null,
            IsLoading = loading,
        };
    }

    public override async Task<EngineHealth> HealthAsync(EngineConnection engine, CancellationToken cancellationToken) =>
        EngineHealth.Of(await engine.GetAsync("/v1/models", cancellationToken));

    private static async Task<JsonElement?> EitherAsync(EngineConnection engine, string path, string former, CancellationToken cancellationToken) =>
        (await engine.GetAsync(path, cancellationToken)).GoodJson ?? (await engine.GetAsync(former, cancellationToken)).GoodJson;
}
