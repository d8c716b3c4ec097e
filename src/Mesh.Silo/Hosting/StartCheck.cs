using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;
using Mesh.Grains.Workers;
using Mesh.Keys;
using Mesh.Silo.Access;
using Mesh.Silo.Draining;
using Mesh.Trust;

namespace Mesh.Silo.Hosting;

/// <summary>Finds what would make the start fail or leave a door open, in words, before anything is opened.</summary>
internal static class StartCheck
{
    /// <summary>Every reason not to start.</summary>
    public static IReadOnlyList<string> Run(MeshSettings settings) =>
        [.. Addresses(settings), .. Bounds(settings), .. DrainCheck.Run(settings), .. Otlp(settings), .. Certificate(settings), .. Exposed(settings), .. EngineAddresses.Mistakes(settings.EngineRoots), .. ClusterCheck.Run(settings), .. Catalog(settings)];

    private static IEnumerable<string> Addresses(MeshSettings settings) => settings.Addresses
        .Where(a => DoorAddress.Parse(a.Address) is null)
        .Select(a => $"{a.Option}: '{a.Address}' is not an address such as http://127.0.0.1:8090.");

    private static IEnumerable<string> Bounds(MeshSettings settings)
    {
        if (settings.MaxRequests is < 1 or > 1_000_000)
        {
            yield return $"--max-requests: {settings.MaxRequests} is out of range. Write a whole number from 1 to 1000000.";
        }

        if (settings.MaxTasks is < 1 or > 10_000)
        {
            yield return $"--max-tasks: {settings.MaxTasks} is out of range. Write a whole number from 1 to 10000.";
        }

        if (settings.CacheMemory is < 1 or > 65_536)
        {
            yield return $"--cache-memory: {settings.CacheMemory} is out of range. Write MiB from 1 to 65536.";
        }

        if (settings.WriteDeadline is not (>= 0.1 and <= 3600))
        {
            yield return $"--write-deadline: {settings.WriteDeadline} is out of range. Write seconds from 0.1 to 3600.";
        }
    }

    private static IEnumerable<string> Otlp(MeshSettings settings) =>
        settings.Otlp is null || (Uri.TryCreate(settings.Otlp, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps))
            ? []
            : [$"--otlp: '{settings.Otlp}' is not an address such as http://127.0.0.1:4318."];

    private static IEnumerable<string> Certificate(MeshSettings settings)
    {
        var secured = settings.Addresses.Where(a => DoorAddress.Parse(a.Address)?.Scheme == Uri.UriSchemeHttps).ToArray();
        if (settings.TlsCert is null || settings.TlsKey is null)
        {
            return secured.Length == 0 && settings.TlsCert is null && settings.TlsKey is null
                ? []
                : ["--tls-cert, --tls-key: an https address needs both. Name the PEM files of the certificate and of its key."];
        }

        try
        {
            CertificateFiles.Read(settings.TlsCert, settings.TlsKey).TargetCertificate.Dispose();
            return [];
        }
        catch (Exception e) when (CertificateFiles.IsUnusable(e))
        {
            return [$"--tls-cert, --tls-key: '{settings.TlsCert}' and '{settings.TlsKey}' are not a certificate and its key in PEM: {e.Message}"];
        }
    }

    // Without keys the doors tell callers apart by being on this machine; on another address they could not.
    private static IEnumerable<string> Exposed(MeshSettings settings)
    {
        var open = settings.Addresses.Where(a => DoorAddress.Parse(a.Address) is { IsLoopback: false }).ToArray();
        KeyRing? keys = null;
        string? fault = null;
        try
        {
            keys = KeySource.Load(settings.KeyFile);
        }
        catch (KeyFileException e)
        {
            fault = e.Message;
        }

        if (fault is not null)
        {
            yield return $"--keys: {fault}";
            yield break;
        }

        foreach (var (option, address) in open)
        {
            if (keys is null)
            {
                yield return $"{option}: {address} can be reached from other machines and the mesh has no keys. Create one with 'mesh keys create NAME --keys {settings.KeyFile}', or bind to 127.0.0.1.";
            }

            if (DoorAddress.Parse(address)!.Scheme == Uri.UriSchemeHttp && !settings.Insecure)
            {
                yield return $"{option}: {address} would speak plain text to other machines. Write https:// with --tls-cert and --tls-key, or say --insecure.";
            }
        }
    }

    private static IEnumerable<string> Catalog(MeshSettings settings)
    {
        var missing = settings.CatalogFiles.Where(f => !File.Exists(f)).Select(f => $"--catalog: there is no file '{f}' here ({Directory.GetCurrentDirectory()}).").ToArray();
        if (missing.Length > 0 || settings.CatalogFiles.Count == 0)
        {
            return missing;
        }

        var files = settings.CatalogFiles.Select(f => new CatalogFile(f, File.ReadAllText(f))).ToArray();
        return CatalogReader.Read(files).Mistakes.Select(m => m.ToString());
    }
}
