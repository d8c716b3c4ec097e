namespace Mesh.Grains.Workers.Kinds;

/// <summary>The kinds that are known, in the order in which an address is tried: what only one kind has goes before what many have.</summary>
internal static class EngineKinds
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<EngineKind> All { get; } = [new VllmKind(), new SglangKind(), new LlamaCppKind(), new OllamaKind(), new TgiKind(), new PlainKind()];
}
