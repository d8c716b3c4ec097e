using System.Collections.Concurrent;
using Mesh.Testing;
using Mesh.Testing.Programs;

namespace Mesh.Kubernetes.Tests.Manifests;

/// <summary>Builds the overlays by <c>kubectl kustomize</c>, each once.</summary>
internal static class Build
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> s_built = new();

    // Components that no overlay uses stand in builds of the tests' own.
    private static readonly Dictionary<string, (string[] Resources, string[] Components)> s_own = new()
    {
        ["nodes"] = (["overlays/prod"], ["components/worker", "components/worker-daemonset"]),
        ["clients"] = (["base"], ["components/redis", "components/worker", "components/plain", "components/orleans-clients"]),
    };

    /// <summary>The folder of the manifests.</summary>
    public static string Folder { get; } = Path.Combine(TestData.Root, "k8s");

    /// <summary>Every build.</summary>
    public static IReadOnlyList<string> Names { get; } = ["dev", "prod", "gpu", .. s_own.Keys];

    /// <summary>A build's text.</summary>
    public static string Text(string name) => s_built.GetOrAdd(name, n => new Lazy<string>(() => s_own.TryGetValue(n, out var own) ? Compose(own.Resources, own.Components) : Kustomize(Path.Combine(Folder, "overlays", n)))).Value;

    /// <summary>A build's objects, to look at and to change.</summary>
    public static ManifestSet Read(string name) => ManifestSet.Read(Text(name));

    /// <summary>Builds a folder.</summary>
    public static string Kustomize(string folder)
    {
        var (code, output) = ExternalProgram.RunAsync(ExternalProgram.Find("kubectl")!, ["kustomize", folder], folder).GetAwaiter().GetResult();
        return code == 0 ? output : throw new InvalidOperationException(output);
    }

    private static string Compose(string[] resources, string[] components)
    {
        var folder = Directory.CreateTempSubdirectory("mesh-kustomize-").FullName;
        try
        {
            string Lines(string[] paths) => string.Concat(paths.Select(p => $"\n  - {Path.GetRelativePath(folder, Path.Combine(Folder, p))}"));
            File.WriteAllText(Path.Combine(folder, "kustomization.yaml"), $"""
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                namespace: meshsilo
                images:
                  - name: meshsilo
                    newTag: test
                """ + $"\nresources:{Lines(resources)}\ncomponents:{Lines(components)}\n");
            return Kustomize(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
