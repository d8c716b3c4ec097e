using Mesh.Catalog.Cards;
using Mesh.Catalog.Checking;
using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>Reads catalogue files strictly: whatever is not understood is a mistake, and one mistake refuses the whole.</summary>
public static class CatalogReader
{
    /// <summary>Most entries in one catalogue.</summary>
    public const int MaxEntries = 10_000;

    /// <summary>Reads and checks <paramref name="files"/> together.</summary>
    public static CatalogReading Read(IReadOnlyList<CatalogFile> files)
    {
        var mistakes = new Mistakes();
        var parts = new CatalogParts(mistakes);
        foreach (var file in files)
        {
            if (YamlFile.Parse(file, mistakes) is { } top)
            {
                ReadFile(top, parts);
            }
        }

        parts.AddCards();
        ReferenceCheck.Run(parts, mistakes);
        return mistakes.All.Count > 0 ? new CatalogReading(null, mistakes.All) : new CatalogReading(parts.ToDocument(), []);
    }

    private static void ReadFile(Section top, CatalogParts parts)
    {
        foreach (var (name, body) in top.Entries("providers"))
        {
            parts.Providers.Add(name, body, ProviderReader.Read(name, body));
        }

        foreach (var (name, body) in top.Entries("models"))
        {
            parts.Models.Add(name, body, ModelReader.Read(name, body, BuiltInCards.Find(name)));
        }

        foreach (var (name, body) in top.Entries("endpoints"))
        {
            parts.Endpoints.Add(name, body, EndpointReader.Read(name, body));
        }

        foreach (var (name, body) in top.Entries("routes"))
        {
            parts.Routes.Add(name, body, RouteReader.Read(name, body));
        }

        if (top.Child("defaults") is { } defaults)
        {
            parts.SetDefaults(defaults);
        }

        top.Finish();
    }
}
