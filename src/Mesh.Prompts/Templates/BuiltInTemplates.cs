using System.Collections.Frozen;
using Mesh.Prompts.Structured;

namespace Mesh.Prompts.Templates;

/// <summary>
/// The templates that come with the mesh, each a file: lines <c>field: value</c>, a line <c>---</c>, and the template. A schema of its answer
/// stands beside it as <c>name.schema.json</c>.
/// </summary>
internal static class BuiltInTemplates
{
    private const string Ending = ".prompt.txt";

    /// <summary>What the system message says of fences; it names the token, and nobody may replace it.</summary>
    public static PromptTemplate Fence { get; } = Read("fence" + Ending);

    /// <summary>The templates by name.</summary>
    public static FrozenDictionary<string, PromptTemplate> All { get; } = typeof(BuiltInTemplates).Assembly.GetManifestResourceNames()
        .Where(n => n.EndsWith(Ending, StringComparison.Ordinal) && n != "fence" + Ending)
        .Select(Read)
        .ToFrozenDictionary(t => t.Name, StringComparer.OrdinalIgnoreCase);

    private static PromptTemplate Read(string resource)
    {
        var text = Text(resource)!;
        var cut = text.IndexOf("\n---\n", StringComparison.Ordinal);
        var header = text[..cut].Split('\n').Select(l => l.Split(": ", 2)).ToDictionary(l => l[0], l => l[1], StringComparer.Ordinal);
        var signature = new TemplateSignature
        {
            Placeholders = [.. Placeholders(header, "values", PlaceholderKind.Value), .. Placeholders(header, "data", PlaceholderKind.Data), .. Placeholders(header, "lists", PlaceholderKind.List)],
        };
        var (template, faults) = TemplateReader.Read(header["name"], header["version"], text[(cut + 5)..], signature);
        return template is null
            ? throw new InvalidOperationException($"{resource}, line {faults[0].Line}: {faults[0].Problem}")
            : new PromptTemplate(template.Name, template.Version, signature, template.Body)
            {
                Purpose = header["purpose"],
                Words = header.TryGetValue("words", out var words) ? words.Split(", ") : [],
                Schema = Text($"{template.Name}.schema.json") is { } schema ? OutputSchema.Read(schema).Schema ?? throw new InvalidOperationException($"The schema of '{template.Name}' is wrong.") : null,
            };
    }

    // A name with a question mark behind it may be missing.
    private static IEnumerable<Placeholder> Placeholders(Dictionary<string, string> header, string field, PlaceholderKind kind) =>
        header.TryGetValue(field, out var names) ? names.Split(", ").Select(n => new Placeholder(n.TrimEnd('?'), kind, !n.EndsWith('?'))) : [];

    private static string? Text(string resource)
    {
        using var stream = typeof(BuiltInTemplates).Assembly.GetManifestResourceStream(resource);
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
