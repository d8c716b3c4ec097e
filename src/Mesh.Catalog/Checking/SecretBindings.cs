using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Checking;

/// <summary>
/// The secrets that a catalogue uses, each with the hosts it is sent to. What comes through the API may name no further secret and
/// send none elsewhere: else whoever may write the catalogue could read every variable and file of the silo by sending it to himself.
/// </summary>
public sealed class SecretBindings
{
    private readonly HashSet<(SecretReference Secret, string Host)> _known;

    private SecretBindings(HashSet<(SecretReference, string)> known) => _known = known;

    /// <summary>The secrets of a catalogue that the operator wrote.</summary>
    public static SecretBindings Of(CatalogDocument document) =>
        new([
            .. document.Providers.Where(p => p is { ApiKey: not null, BaseUrl: not null }).Select(p => (p.ApiKey!, Host(p.BaseUrl!))),
            .. document.ToolServers.Where(s => s.ApiKey is not null).Select(s => (s.ApiKey!, Host(s.Url))),
        ]);

    internal void Check(CatalogParts parts)
    {
        foreach (var provider in parts.Providers.Values.Where(p => p is { ApiKey: not null, BaseUrl: not null } && !_known.Contains((p.ApiKey, Host(p.BaseUrl)))))
        {
            Unknown(parts.Providers.Where(provider.Name)!, provider.BaseUrl!, "provider");
        }

        foreach (var server in parts.ToolServers.Values.Where(s => s.ApiKey is { } key && !_known.Contains((key, Host(s.Url)))))
        {
            Unknown(parts.ToolServers.Where(server.Name)!, server.Url, "tool server");
        }
    }

    private static void Unknown(Section section, Uri url, string kind) => section.Wrong(
        "apiKey",
        $"is not a secret that the operator's own catalogue sends to {Host(url)}.",
        $"Name a secret and an address that stand together in the catalogue's files, or have the operator add the {kind} there.");

    // With the scheme and the port: a key that goes out encrypted must not be sent in the clear.
    private static string Host(Uri url) => url.GetLeftPart(UriPartial.Authority);
}
