using Mesh.Catalog.Reading;
using Mesh.Contracts.Plans;

namespace Mesh.Catalog.Plans;

/// <summary>Reads an ensemble.</summary>
internal static class EnsembleReader
{
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_most = TimeSpan.FromHours(24);

    public static EnsembleEntry? Read(NodeReader reader, Section node)
    {
        if (node.Child("ensemble") is not { } section)
        {
            return null;
        }

        var plain = new EnsembleEntry([]);
        var members = reader.Several(section, "members");
        var read = plain with
        {
            Samples = section.Integer("samples", 1, EnsembleEntry.MostAnswers) ?? plain.Samples,
            Combine = section.Choice("combine", Vocabulary.Combinations) ?? plain.Combine,
            Form = section.Choice("form", Vocabulary.VoteForms) ?? plain.Form,
            Quorum = section.Integer("quorum", 1, EnsembleEntry.MostAnswers) ?? plain.Quorum,
            MaxWait = section.Duration("maxWait", s_least, s_most),
            EarlyStop = section.Flag("earlyStop") ?? plain.EarlyStop,
            Plausible = section.Integer("plausible", 2, 1000) ?? plain.Plausible,
            Temperature = (double?)section.Number("temperature", 0, 2),
            Criteria = section.Text("criteria"),
            Comparisons = section.Integer("comparisons", 2, EnsembleEntry.MostComparisons) ?? plain.Comparisons,
            Layers = section.Integer("layers", 1, EnsembleEntry.MostLayers) ?? plain.Layers,
            Judge = section.Child("judge") is { } judge ? reader.Read(judge) : null,
            Synthesiser = section.Child("synthesiser") is { } synthesiser ? reader.Read(synthesiser) : null,
        };
        Belongs(section, read);
        section.Finish();
        return members is null ? null : Counts(section, read with { Members = members });
    }

    // What only one way of combining reads must not stand beside another, where it would do nothing.
    private static void Belongs(Section section, EnsembleEntry read)
    {
        Belongs(section, read.Combine is Combine.Judge, "judge", "judge", ["criteria", "comparisons"]);
        Belongs(section, read.Combine is Combine.Fuse, "fuse", "synthesiser", ["layers"]);
        if (read.Combine is not Combine.Weighted && section.Has("plausible"))
        {
            section.Wrong("plausible", "is read for 'combine: weighted' only.", "Leave it out, or write 'combine: weighted'.");
        }
    }

    private static void Belongs(Section section, bool combines, string word, string node, string[] beside)
    {
        if (combines && !section.Has(node))
        {
            section.Wrong("", $"has 'combine: {word}' and no '{node}'.", $"Write '{node}: {{ model: some-model }}'.");
        }

        foreach (var field in combines ? [] : beside.Prepend(node).Where(section.Has))
        {
            section.Wrong(field, $"is read for 'combine: {word}' only.", $"Leave it out, or write 'combine: {word}'.");
        }
    }

    private static EnsembleEntry? Counts(Section section, EnsembleEntry read)
    {
        var answers = read.Members.Count * read.Samples;
        if (answers is < 2 or > EnsembleEntry.MostAnswers)
        {
            section.Wrong("members", $"give {answers} answers, members times samples.", $"Have 2 to {EnsembleEntry.MostAnswers}: name more or fewer members, or write 'samples'.");
            return null;
        }

        if (read.Quorum > answers)
        {
            section.Wrong("quorum", $"{read.Quorum} is more than the {answers} answers that there are.", $"Write 1 to {answers}.");
            return null;
        }

        return read;
    }
}
