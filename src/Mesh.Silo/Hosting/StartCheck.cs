using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;

namespace Mesh.Silo.Hosting;

/// <summary>Finds what would make the start fail, in words, before anything is opened.</summary>
internal static class StartCheck
{
    /// <summary>Every reason not to start.</summary>
    public static IReadOnlyList<string> Run(MeshSettings settings)
    {
        var missing = settings.CatalogFiles.Where(f => !File.Exists(f)).Select(f => $"--catalog: there is no file '{f}' here ({Directory.GetCurrentDirectory()}).").ToArray();
        if (missing.Length > 0)
        {
            return missing;
        }

        var addresses = new[] { ("--http", settings.Http), ("--grpc", settings.Grpc), ("--admin", settings.Admin) }
            .Where(a => !Uri.TryCreate(a.Item2, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            .Select(a => $"{a.Item1}: '{a.Item2}' is not an address such as http://127.0.0.1:8090.")
            .ToArray();
        if (addresses.Length > 0 || settings.CatalogFiles.Count == 0)
        {
            return [.. addresses, .. Exposed(settings)];
        }

        var files = settings.CatalogFiles.Select(f => new CatalogFile(f, File.ReadAllText(f))).ToArray();
        return [.. CatalogReader.Read(files).Mistakes.Select(m => m.ToString()), .. Exposed(settings)];
    }

    // Without keys the doors tell callers apart by being on this machine; on another address they could not.
    private static IEnumerable<string> Exposed(MeshSettings settings) =>
        new[] { ("--http", settings.Http), ("--grpc", settings.Grpc), ("--admin", settings.Admin) }
            .Where(a => Uri.TryCreate(a.Item2, UriKind.Absolute, out var url) && !url.IsLoopback)
            .Select(a => $"{a.Item1}: {a.Item2} can be reached from other machines and the mesh has no keys. Bind it to 127.0.0.1.");
}
