using Mesh.Contracts.Catalog;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mesh.Catalog.Reading;

/// <summary>
/// Walks through a file before a tree is built of it: aliases can make a small file huge, deep nesting can exhaust the stack,
/// and what YAML allows beyond plain fields would be read otherwise than its author meant.
/// </summary>
internal sealed class YamlScan(CatalogFile file, Mistakes mistakes)
{
    public const int MaxDepth = 32;

    private readonly Stack<Level> _levels = new();
    private int _documents;

    /// <summary>Where the walk has come to.</summary>
    public Mark Reached { get; private set; } = new(0, 1, 1);

    /// <summary>Whether nothing forbidden was met.</summary>
    /// <exception cref="YamlException">It is not YAML.</exception>
    public bool Passes(TextReader text)
    {
        var parser = new Parser(text);
        while (parser.MoveNext())
        {
            var current = parser.Current!;
            if (Fault(current) is var (problem, mend))
            {
                mistakes.Add(file.Name, current.Start, Path(), problem, mend);
                return false;
            }

            Reached = current.End;
        }

        return true;
    }

    private (string Problem, string Mend)? Fault(ParsingEvent current) => current switch
    {
        DocumentStart when ++_documents > 1 => ("begins a second document.", "Take the '---' line out, or split the file."),
        AnchorAlias => ("is an alias.", "Write the value out (in quotes when it is a text that begins with '*'); aliases are not taken."),
        NodeEvent { Anchor.IsEmpty: false } => ("has an anchor.", "Take it out (put a text that begins with '&' in quotes); anchors are not taken."),
        NodeEvent node when !node.Tag.IsEmpty => ("has a tag.", "Take it out (put a text that begins with '!' in quotes); tags are not taken."),
        Scalar scalar => Met(scalar),
        MappingStart or SequenceStart => Opened(current is MappingStart),
        MappingEnd or SequenceEnd => Closed(),
        _ => null,
    };

    private (string, string)? Met(Scalar scalar)
    {
        if (!_levels.TryPeek(out var level) || !level.IsMapping)
        {
            return null;
        }

        if (!level.AwaitsName)
        {
            level.AwaitsName = true;
            level.Name = null;
            return null;
        }

        level.AwaitsName = false;
        level.Name = scalar.Value;
        return scalar.Value.Length == 0 ? ("has a value without a name.", "Write a name before the ':'.")
            : scalar.Value == "<<" ? ("merges another group, which is not taken.", "Write the fields out.")
            : !level.Names.TryAdd(scalar.Value, scalar.Start.Line) ? ("is written twice.", $"The first is in line {level.Names[scalar.Value]}; keep one.")
            : null;
    }

    private (string, string)? Opened(bool isMapping)
    {
        if (_levels.TryPeek(out var level) && level.IsMapping)
        {
            if (level.AwaitsName)
            {
                return ("has a list or a group for a name.", "Write a plain name before the ':'.");
            }

            level.AwaitsName = true;
        }

        _levels.Push(new Level { IsMapping = isMapping });
        return _levels.Count > MaxDepth ? ($"nests deeper than {MaxDepth} levels.", "Flatten it.") : null;
    }

    private (string, string)? Closed()
    {
        _levels.Pop();
        if (_levels.TryPeek(out var level))
        {
            level.Name = null;
        }

        return null;
    }

    // In a file that nests absurdly the path would be absurd too.
    private string Path() => string.Join('.', _levels.Reverse().Take(8).Select(l => l.Name).OfType<string>().Where(n => n.Length > 0).Select(Shown.Of));

    private sealed class Level
    {
        public required bool IsMapping { get; init; }

        public bool AwaitsName { get; set; } = true;

        public string? Name { get; set; }

        public Dictionary<string, long> Names { get; } = new(StringComparer.Ordinal);
    }
}
