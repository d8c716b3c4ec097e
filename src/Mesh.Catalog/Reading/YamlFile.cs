using System.Text;
using Mesh.Contracts.Catalog;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Mesh.Catalog.Reading;

/// <summary>Parses one file, within bounds.</summary>
internal static class YamlFile
{
    private static readonly Mark s_start = new(0, 1, 1);

    /// <summary>The file's top section; null when it is empty or wrong.</summary>
    public static Section? Parse(CatalogFile file, Mistakes mistakes)
    {
        if (Encoding.UTF8.GetByteCount(file.Text) > CatalogReader.MaxFileBytes)
        {
            return Fault(file, s_start, $"is larger than {CatalogReader.MaxFileBytes / 1024} KiB.", "Split it into several files.", mistakes);
        }

        var text = file.Text.StartsWith('\uFEFF') ? file.Text[1..] : file.Text;
        if (!HoldsText(file, text, mistakes))
        {
            return null;
        }

        var scan = new YamlScan(file, mistakes);
        try
        {
            if (!scan.Passes(new StringReader(text)))
            {
                return null;
            }

            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml.Documents switch
            {
                [{ RootNode: YamlMappingNode root }] => new Section(file.Name, "", s_start, root, mistakes),
                [{ RootNode: YamlScalarNode { Value: null or "" } }] or [] => null,
                [var only, ..] => Fault(file, only.RootNode.Start, "is not a group of fields.", "Begin with providers:, models:, endpoints: or routes:.", mistakes),
            };
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException or ArgumentException)
        {
            // The parser throws more than its own exceptions, and its words and places are of little use.
            var (mark, problem, mend) = YamlFaults.Explain(e, text, scan.Reached);
            return Fault(file, mark, problem, mend, mistakes);
        }
    }

    // The parser ends at a zero byte without a word, and a decoder puts U+FFFD where the bytes were not UTF-8.
    private static bool HoldsText(CatalogFile file, string text, Mistakes mistakes)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\uFFFD')
            {
                Fault(file, YamlFaults.At(text, i), "holds bytes that are not UTF-8.", "Save the file as UTF-8.", mistakes);
                return false;
            }

            // The parser would begin a line at some of them where an editor begins none.
            var plain = text[i] is '\n' or '\t' || (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n') || !(char.IsControl(text[i]) || text[i] is '\u2028' or '\u2029');
            if (!plain)
            {
                Fault(file, YamlFaults.At(text, i), $"holds the control character U+{(int)text[i]:X4}.", "Take it out; a catalogue is plain text.", mistakes);
                return false;
            }
        }

        return true;
    }

    private static Section? Fault(CatalogFile file, Mark mark, string problem, string mend, Mistakes mistakes)
    {
        mistakes.Add(file.Name, mark, "", problem, mend);
        return null;
    }
}
