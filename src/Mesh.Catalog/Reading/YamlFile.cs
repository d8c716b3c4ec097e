using System.Text;
using Mesh.Contracts.Catalog;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Mesh.Catalog.Reading;

/// <summary>Parses one file, within bounds.</summary>
internal static class YamlFile
{
    public const int MaxBytes = 1024 * 1024;
    public const int MaxDepth = 32;

    /// <summary>The file's top section; null when it is empty or wrong.</summary>
    public static Section? Parse(CatalogFile file, Mistakes mistakes)
    {
        var start = new Mark(0, 1, 1);
        if (Encoding.UTF8.GetByteCount(file.Text) > MaxBytes)
        {
            mistakes.Add(file.Name, start, "", $"is larger than {MaxBytes / 1024} KiB.", "Split it into several files.");
            return null;
        }

        try
        {
            if (!IsWithinBounds(file, mistakes))
            {
                return null;
            }

            var yaml = new YamlStream();
            yaml.Load(new StringReader(file.Text));
            return yaml.Documents switch
            {
                [] => null,
                [{ RootNode: YamlMappingNode root }] => new Section(file.Name, "", root, mistakes),
                [var only] when only.RootNode is YamlScalarNode { Value: null or "" } => null,
                [var only] => Fault(file, only.RootNode.Start, "is not a group of fields.", "Begin with providers:, models:, endpoints: or routes:.", mistakes),
                var many => Fault(file, many[1].RootNode.Start, "holds several documents.", "Take the '---' line out, or split it into files.", mistakes),
            };
        }
        catch (YamlException e)
        {
            return Fault(file, e.Start, $"is not valid YAML: {Sentence(e)}", "Mend the line; indent with spaces, quote texts that hold ': ' or '#'.", mistakes);
        }
    }

    // Before a tree is built: aliases can make a small file huge, deep nesting can exhaust the stack.
    private static bool IsWithinBounds(CatalogFile file, Mistakes mistakes)
    {
        var parser = new Parser(new StringReader(file.Text));
        var depth = 0;
        while (parser.MoveNext())
        {
            switch (parser.Current)
            {
                case AnchorAlias alias:
                    Fault(file, alias.Start, $"uses the alias '*{alias.Value}'.", "Write the value out; aliases are not taken.", mistakes);
                    return false;
                case MappingStart or SequenceStart when ++depth > MaxDepth:
                    Fault(file, parser.Current.Start, $"nests deeper than {MaxDepth} levels.", "Flatten it.", mistakes);
                    return false;
                case MappingEnd or SequenceEnd:
                    depth--;
                    break;
            }
        }

        return true;
    }

    private static string Sentence(YamlException e)
    {
        var text = (e.InnerException ?? e).Message;
        text = text.Length <= 200 ? text : text[..200];
        return text.EndsWith('.') ? text : text + ".";
    }

    private static Section? Fault(CatalogFile file, Mark mark, string problem, string mend, Mistakes mistakes)
    {
        mistakes.Add(file.Name, mark, "", problem, mend);
        return null;
    }
}
