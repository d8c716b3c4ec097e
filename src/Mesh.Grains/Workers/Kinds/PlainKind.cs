using System.Text.Json;

namespace Mesh.Grains.Workers.Kinds;

/// <summary>
/// Whatever else lists models at <c>/v1/models</c>. It may be a proxy of something that costs money, so that its speed is never measured.
/// </summary>
internal sealed class PlainKind : EngineKind
{
    public override string? Preset => null;

    public override async Task<EngineFacts?> ReadAsync(EngineConnection engine, CancellationToken cancellationToken)
    {
        var list = (await engine.GetAsync("/v1/models", cancellationToken)).GoodJson;
        return list.Field("data") is { ValueKind: JsonValueKind.Array } ? new EngineFacts { Models = EngineModels.OfList(list) } : null;
    }

    public override async Task<EngineHealth> HealthAsync(EngineConnection engine, CancellationToken cancellationToken) =>
        EngineHealth.Of(await engine.GetAsync("/v1/models", cancellationToken));
}
