using Mesh.Grains.Workers.Gauges;

namespace Mesh.Grains.Workers.Kinds;

/// <summary>vLLM: <c>/version</c>, and models that belong to <c>vllm</c>. Nobody listens until its model is loaded.</summary>
internal sealed class VllmKind : EngineKind
{
    private const string Owner = "vllm";

    public override string Preset => "vllm";

    public override int? UsualPort => 8000;

    public override IReadOnlyList<GaugeMeaning> Gauges { get; } =
        [GaugeMeaning.Waiting, GaugeMeaning.Running, GaugeMeaning.CacheUse, GaugeMeaning.CacheTokens, GaugeMeaning.StartTime, GaugeMeaning.PromptTokens, GaugeMeaning.Finished];

    public override async Task<EngineFacts?> ReadAsync(EngineConnection engine, CancellationToken cancellationToken)
    {
        if ((await engine.GetAsync("/version", cancellationToken)).GoodJson.Text("version") is not { } version)
        {
            return null;
        }

        var list = await engine.GetAsync("/v1/models", cancellationToken);
        if (list.AsksForKey)
        {
            var metrics = await engine.GetAsync("/metrics", cancellationToken);
            return metrics.Body.Span.IndexOf("vllm:"u8) >= 0
                ? new EngineFacts { Version = version, Hindrance = "asks for a key: start it without --api-key; only this machine reaches it" }
                : null;
        }

        if (!list.GoodJson.Items("data").Any(m => m.Text("owned_by") == Owner))
        {
            return null;
        }

        var models = EngineModels.OfList(list.GoodJson);
        return new EngineFacts { Version = version, Models = models, Measurable = models is [var first, ..] ? first : null };
    }
}
