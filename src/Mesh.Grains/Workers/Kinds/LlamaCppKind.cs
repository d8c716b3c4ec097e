using Mesh.Grains.Workers.Gauges;

namespace Mesh.Grains.Workers.Kinds;

/// <summary>llama.cpp's server: <c>/props</c>. It listens while it loads and says 503 to everything; its metrics need a flag.</summary>
internal sealed class LlamaCppKind : EngineKind
{
    private const string ServerName = "llama.cpp";

    public override string Preset => "llama.cpp";

    public override int? UsualPort => 8080;

    public override IReadOnlyList<GaugeMeaning> Gauges { get; } = [GaugeMeaning.Waiting, GaugeMeaning.Running, GaugeMeaning.PromptTokens];

    public override async Task<EngineFacts?> ReadAsync(EngineConnection engine, CancellationToken cancellationToken)
    {
        var props = await engine.GetAsync("/props", cancellationToken);
        if (IsLoading(props))
        {
            return new EngineFacts { IsLoading = true };
        }

        var about = props.GoodJson;
        if (about.SmallCount("total_slots") is not { } slots)
        {
            return null;
        }

        var window = about.Field("default_generation_settings").SmallCount("n_ctx");
        var images = about.Field("modalities").Flag("vision") == true;
        var models = EngineModels.OfList((await engine.GetAsync("/v1/models", cancellationToken)).GoodJson)
            .Select(m => m with { ContextTokens = window, TakesImages = images })
            .ToArray();
        return new EngineFacts
        {
            Version = about.Text("build_info"),
            Models = models,
            Concurrency = slots,
            CacheTokens = (long?)window * slots,
            Measurable = models is [var first, ..] ? first : null,
        };
    }

    public override async Task<EngineHealth> HealthAsync(EngineConnection engine, CancellationToken cancellationToken) =>
        await engine.GetAsync("/health", cancellationToken) is var answer && IsLoading(answer) ? EngineHealth.Loading : EngineHealth.Of(answer);

    // Without the flag for metrics its slots still tell how many of them work.
    public override async Task<GaugeReading?> GaugesAsync(EngineConnection engine, CancellationToken cancellationToken) =>
        await base.GaugesAsync(engine, cancellationToken) ?? await SlotsAsync(engine, cancellationToken);

    private static async Task<GaugeReading?> SlotsAsync(EngineConnection engine, CancellationToken cancellationToken)
    {
        var slots = (await engine.GetAsync("/slots", cancellationToken)).GoodJson.Items().ToArray();
        return slots.Length == 0 ? null : new GaugeReading { [GaugeMeaning.Running] = slots.Count(s => s.Flag("is_processing") == true) };
    }

    private static bool IsLoading(EngineAnswer answer) =>
        answer.Status == 503 && (answer.Server?.Contains(ServerName, StringComparison.OrdinalIgnoreCase) == true || answer.Json.Field("error").Text("message") == "Loading model");
}
