using System.Text.Json;
using Mesh.Catalog.Discovery;
using Mesh.Contracts.Cluster;

namespace Mesh.Grains.Workers;

/// <summary>Reads lists of models. An engine's names are another program's words: those that nobody could write down are left out.</summary>
internal static class EngineModels
{
    /// <summary>Most models that are taken of one engine.</summary>
    public const int Most = 100;

    /// <summary>The models of a <c>/v1/models</c> in OpenAI's dialect, with the window that vLLM and SGLang add.</summary>
    public static IReadOnlyList<EngineModel> OfList(JsonElement? list) =>
        Each(list.Items("data"), m => m.Text("id") is { } name ? new EngineModel(name, m.SmallCount("max_model_len")) : null);

    /// <summary>Reads each item; usable names, each once.</summary>
    public static IReadOnlyList<EngineModel> Each(IEnumerable<JsonElement?> items, Func<JsonElement?, EngineModel?> read) =>
        [.. items.Select(read).OfType<EngineModel>().Where(m => FoundNames.IsUsable(m.Name)).DistinctBy(m => m.Name, StringComparer.Ordinal).Take(Most)];
}
