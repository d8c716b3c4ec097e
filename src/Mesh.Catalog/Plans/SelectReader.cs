using Mesh.Catalog.Reading;
using Mesh.Catalog.Rules;
using Mesh.Contracts.Plans;

namespace Mesh.Catalog.Plans;

/// <summary>Reads a choice among nodes.</summary>
internal static class SelectReader
{
    public static SelectEntry? Read(NodeReader reader, Section select)
    {
        var options = select.Groups("options").Select((group, place) => Option(reader, group, place)).ToArray();
        if (options.Length is < 2 or > SelectEntry.MostOptions)
        {
            select.Wrong("options", $"are {options.Length}: from 2 to {SelectEntry.MostOptions} can be chosen from.", "Write '- { name: quick, model: some-model }' under it, once for each.");
        }

        var (prefer, weights) = (select.Choice("prefer", Vocabulary.Preferences), RuleReader.Weights(select));
        if (prefer is not null && weights is not null)
        {
            select.Wrong("weights", "stand beside 'prefer', which says the same in a word.", "Keep one of them.");
        }

        select.Finish();
        return options.Length is >= 2 and <= SelectEntry.MostOptions && options.All(o => o is not null)
            ? new SelectEntry([.. options.OfType<SelectOption>()]) { Prefer = prefer, Weights = weights }
            : null;
    }

    private static SelectOption? Option(NodeReader reader, Section section, int place)
    {
        SelectOption? fields = null;
        var node = reader.Read(section, s => fields = new SelectOption(s.Text("name") ?? $"options[{place}]", new SingleEntry()) { Quality = reader.Figures(s, "quality") });
        return node is null || fields is null ? null : fields with { Node = node };
    }
}
