using System.Text;
using Mesh.Catalog.Cards;
using Mesh.Catalog.Checking;
using Mesh.Contracts.Catalog;
using YamlDotNet.Core;

namespace Mesh.Catalog.Reading;

/// <summary>Reads catalogue files strictly: whatever is not understood is a mistake, and one mistake refuses the whole.</summary>
public static class CatalogReader
{
    /// <summary>Most entries of a kind in one catalogue.</summary>
    public const int MaxEntries = 10_000;

    /// <summary>Most files in one catalogue.</summary>
    public const int MaxFiles = 100;

    /// <summary>Largest file, in bytes.</summary>
    public const int MaxFileBytes = 1024 * 1024;

    /// <summary>Most bytes in all files together: 50 revisions of them are kept.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    /// <summary>Reads and checks <paramref name="files"/> together.</summary>
    /// <param name="files">The files.</param>
    /// <param name="secrets">The secrets that the files may name; null for any, which only the operator's own files may.</param>
    public static CatalogReading Read(IReadOnlyList<CatalogFile> files, SecretBindings? secrets = null)
    {
        var mistakes = new Mistakes();
        var parts = new CatalogParts(mistakes);
        if (IsWithinBounds(files, mistakes) && files.Aggregate(true, (whole, file) => ReadFile(file, parts, mistakes) && whole))
        {
            // What a file that could not be read names would be missed everywhere, so references are checked in whole catalogues only.
            parts.AddCards();
            ReferenceCheck.Run(parts, files.Count == 0 ? "catalog" : files[0].Name, mistakes);
            secrets?.Check(parts);
        }

        return mistakes.All.Count > 0 ? new CatalogReading(null, mistakes.All) : new CatalogReading(parts.ToDocument(), []);
    }

    private static bool IsWithinBounds(IReadOnlyList<CatalogFile> files, Mistakes mistakes)
    {
        if (files.Count > MaxFiles)
        {
            mistakes.Add(files[MaxFiles].Name, new Mark(0, 1, 1), "", $"is one file too many: at most {MaxFiles} are taken.", "Put them together.");
        }
        else if (files.Sum(f => (long)Encoding.UTF8.GetByteCount(f.Text)) is > MaxBytes and var bytes)
        {
            mistakes.Add(files[^1].Name, new Mark(0, 1, 1), "", $"brings the catalogue to {bytes / 1024} KiB; at most {MaxBytes / 1024} are taken.", "Take out what is not used.");
        }

        return mistakes.All.Count == 0;
    }

    // False when the file could not be parsed.
    private static bool ReadFile(CatalogFile file, CatalogParts parts, Mistakes mistakes)
    {
        var before = mistakes.All.Count;
        if (YamlFile.Parse(file, mistakes) is not { } top)
        {
            return mistakes.All.Count == before;
        }

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
            parts.Routes.Add(name, body, RouteReader.Read(name, body, parts.PlanPlaces));
        }

        foreach (var (name, body) in top.Entries("tasks"))
        {
            parts.Tasks.Add(name, body, TaskReader.Read(name, body));
        }

        foreach (var (name, body) in top.Entries("prompts"))
        {
            parts.Prompts.Add(name, body, PromptReader.Read(name, body));
        }

        foreach (var (name, body) in top.Entries("scorers"))
        {
            parts.Scorers.Add(name, body, ScorerReader.Read(name, body));
            if (parts.Scorers.Values.Count > ScorerReader.Most)
            {
                body.Wrong("", $"is one scorer too many: at most {ScorerReader.Most} are taken.", "Take out those that no cascade names.");
            }
        }

        Settings(top, parts);
        top.Finish();
        return true;
    }

    // What stands once in all files.
    private static void Settings(Section top, CatalogParts parts)
    {
        if (top.Child("data", emptyIsNone: true) is { } data)
        {
            parts.SetData(data);
        }

        if (top.Child("router", emptyIsNone: true) is { } router)
        {
            parts.SetRouter(router);
        }

        if (top.Child("defaults", emptyIsNone: true) is { } defaults)
        {
            parts.SetDefaults(defaults);
        }

        if (top.Child("conversations", emptyIsNone: true) is { } conversations)
        {
            parts.SetConversations(conversations);
        }
    }
}
