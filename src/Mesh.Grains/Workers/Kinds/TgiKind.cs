using Mesh.Contracts.Cluster;
using Mesh.Grains.Workers.Gauges;

namespace Mesh.Grains.Workers.Kinds;

/// <summary>Text Generation Inference: <c>/info</c>. Nobody listens until its model is loaded.</summary>
internal sealed class TgiKind : EngineKind
{
    public override string Preset => "tgi";

    public override int? UsualPort => 3000;

    public override IReadOnlyList<GaugeMeaning> Gauges { get; } = [GaugeMeaning.Waiting, GaugeMeaning.Running, GaugeMeaning.CacheTokensUsed, GaugeMeaning.PromptTokens, GaugeMeaning.Finished];

    public override async Task<EngineFacts?> ReadAsync(EngineConnection engine, CancellationToken cancellationToken)
    {
        var info = (await engine.GetAsync("/info", cancellationToken)).GoodJson;
        if (info.Text("model_id") is not { } name || info.SmallCount("max_concurrent_requests") is not { } concurrency)
        {
            return null;
        }

        var model = new EngineModel(name, info.SmallCount("max_total_tokens"));
        return new EngineFacts
        {
            Version = info.Text("version"),
            Models = [model],
            Concurrency = concurrency,
            CacheTokens = info.Count("max_batch_total_tokens"),
            Measurable = model,
        };
    }
}
