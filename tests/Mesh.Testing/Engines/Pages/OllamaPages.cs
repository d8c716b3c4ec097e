using System.Text.Json.Nodes;
using Mesh.Testing.Wire;

namespace Mesh.Testing.Engines.Pages;

/// <summary>Ollama: the first model is loaded and the others are on the disk; no model while it loads, no metrics ever.</summary>
internal sealed class OllamaPages : IEnginePages
{
    private const int LoadedContext = 4096;
    private static readonly string[] s_embedding = ["embedding"];
    private static readonly string[] s_vision = ["completion", "vision"];
    private static readonly string[] s_chat = ["completion", "tools"];

    public string Version => "0.12.3";

    public bool ListensWhileLoading => true;

    public WireAnswer? Answer(WireRequest request, FakeEngine engine) => request.Path switch
    {
        "/" => Page.Text("Ollama is running"),
        "/api/version" => Page.Json(new { version = engine.Version }),
        "/api/tags" => Page.Json(new { models = Installed(engine).Select(m => new { name = m, model = m, modified_at = "2026-01-01T00:00:00Z", size = 4_000_000_000, digest = "sha256:" + m, details = new { format = "gguf", family = "llama", parameter_size = "8B" } }) }),
        "/api/ps" => Page.Json(new { models = Installed(engine).Take(1).Select(m => new { name = m, model = m, size = 5_000_000_000, size_vram = 5_000_000_000, expires_at = "2026-01-01T00:05:00Z", context_length = LoadedContext }) }),
        "/api/show" => Show(JsonNode.Parse(request.Body)?["model"]?.GetValue<string>() ?? ""),
        "/v1/models" => Page.Models(Installed(engine), "library"),
        _ => null,
    };

    public IReadOnlyList<string>? Metrics(FakeEngine engine, bool old) => null;

    private static WireAnswer Show(string model) => Page.Json(new
    {
        details = new { format = "gguf", family = "llama" },
        model_info = new Dictionary<string, object> { ["general.architecture"] = "llama", ["llama.context_length"] = 131_072 },
        capabilities = model.Contains("embed", StringComparison.Ordinal) ? s_embedding : model.Contains("vision", StringComparison.Ordinal) ? s_vision : s_chat,
    });

    private static IEnumerable<string> Installed(FakeEngine engine) => engine.IsLoading ? [] : engine.Models;
}
