using System.Collections.Frozen;
using Mesh.Contracts.Catalog;

namespace Mesh.Prompts.Templates;

/// <summary>The templates of the mesh's own calls: those that come with it, each replaceable by the catalogue.</summary>
public sealed class PromptLibrary
{
    private readonly FrozenDictionary<string, PromptTemplate> _templates;

    private PromptLibrary(FrozenDictionary<string, PromptTemplate> templates) => _templates = templates;

    /// <summary>The templates that come with the mesh.</summary>
    public static PromptLibrary BuiltIn { get; } = new(BuiltInTemplates.All);

    /// <summary>The templates' names, in order.</summary>
    public IReadOnlyList<string> Names => [.. _templates.Keys.Order(StringComparer.Ordinal)];

    /// <summary>A template.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public PromptTemplate this[string name] => Find(name) ?? throw new KeyNotFoundException($"There is no template '{name}'.");

    /// <summary>The template of a name; null when there is none.</summary>
    public PromptTemplate? Find(string name) => _templates.GetValueOrDefault(name);

    /// <summary>Reads a text that stands in the place of a built-in template: it may and must name what that one may and must.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public static TemplateReading Read(PromptEntry entry)
    {
        var replaced = BuiltIn[entry.Name];
        var reading = TemplateReader.Read(replaced.Name, entry.Version, entry.Text, replaced.Signature);
        return reading.Template is not { } template ? reading : reading with
        {
            Template = new PromptTemplate(template.Name, template.Version, template.Signature, template.Body)
            {
                Purpose = replaced.Purpose,
                Words = replaced.Words,
                Schema = replaced.Schema,
            },
        };
    }

    /// <summary>The templates with those of a checked catalogue in their places.</summary>
    /// <exception cref="ArgumentException">One of them is wrong, which a checked catalogue has not.</exception>
    public PromptLibrary With(IReadOnlyList<PromptEntry> entries) => entries.Count == 0 ? this : new(_templates
        .Select(t => entries.FirstOrDefault(e => string.Equals(e.Name, t.Key, StringComparison.OrdinalIgnoreCase)) is not { } entry ? t.Value
            : Read(entry).Template ?? throw new ArgumentException($"Prompt '{entry.Name}' is wrong: {Read(entry).Faults[0].Problem}", nameof(entries)))
        .ToFrozenDictionary(t => t.Name, StringComparer.OrdinalIgnoreCase));
}
