namespace Mesh.Testing.Engines;

/// <summary>The kinds' names on the command line.</summary>
public static class FakeEngineKinds
{
    private static readonly Dictionary<string, FakeEngineKind> s_byName = new()
    {
        ["vllm"] = FakeEngineKind.Vllm,
        ["sglang"] = FakeEngineKind.Sglang,
        ["llama.cpp"] = FakeEngineKind.LlamaCpp,
        ["ollama"] = FakeEngineKind.Ollama,
        ["tgi"] = FakeEngineKind.Tgi,
        ["plain"] = FakeEngineKind.Plain,
    };

    /// <summary>All names.</summary>
    public static IEnumerable<string> Names => s_byName.Keys;

    /// <summary>The kind of a name; null when there is none.</summary>
    public static FakeEngineKind? Find(string name) => s_byName.TryGetValue(name, out var kind) ? kind : null;
}
