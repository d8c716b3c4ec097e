using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Mesh.Catalog.Reading;

/// <summary>One mapping of a catalogue file, read field by field; what is left over at the end is a mistake.</summary>
internal sealed class Section(string file, string path, YamlMappingNode node, Mistakes mistakes)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public string Path => path;

    public string File => file;

    public Mark Start => node.Start;

    public bool Has(string name) => Find(name) is not null;

    public void Wrong(string field, string problem, string mend) =>
        mistakes.Add(file, Find(field, mark: false)?.Start ?? node.Start, Join(field), problem, mend);

    public string? Text(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value is YamlScalarNode { Value: { Length: > 0 } text })
        {
            return text;
        }

        Wrong(name, "is not a text.", $"Write '{name}: some text'.");
        return null;
    }

    public decimal? Number(string name, decimal least, decimal most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (!decimal.TryParse(text, NumberStyles.Number & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number))
        {
            Wrong(name, $"'{Bounded(text)}' is not a number.", $"Write a number from {least} to {most}.");
            return null;
        }

        if (number < least || number > most)
        {
            Wrong(name, $"{number} is out of range.", $"Write a number from {least} to {most}.");
            return null;
        }

        return number;
    }

    public int? Integer(string name, int least, int most)
    {
        var number = Number(name, least, most);
        if (number is { } value && value != decimal.Truncate(value))
        {
            Wrong(name, $"{value} is not a whole number.", $"Write a whole number from {least} to {most}.");
            return null;
        }

        return (int?)number;
    }

    public bool? Flag(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (text is "true" or "false")
        {
            return text == "true";
        }

        Wrong(name, $"'{Bounded(text)}' is neither true nor false.", "Write true or false.");
        return null;
    }

    public TimeSpan? Duration(string name, TimeSpan most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Durations.TryParse(text) is { } duration && duration >= TimeSpan.Zero && duration <= most)
        {
            return duration;
        }

        Wrong(name, $"'{Bounded(text)}' is not a time up to {Durations.Write(most)}.", "Write a number with its unit: 500ms, 20s, 2m or 1h.");
        return null;
    }

    public T? Choice<T>(string name, IReadOnlyDictionary<string, T> choices)
        where T : struct
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (choices.TryGetValue(text, out var value))
        {
            return value;
        }

        Wrong(name, $"'{Bounded(text)}' is not known here.", Nearest.Mend(text, choices.Keys));
        return null;
    }

    public IReadOnlyList<string>? Texts(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value is YamlSequenceNode list && list.Children.All(c => c is YamlScalarNode { Value.Length: > 0 }))
        {
            return [.. list.Children.Select(c => ((YamlScalarNode)c).Value!)];
        }

        Wrong(name, "is not a list of texts.", $"Write '{name}: [one, two]'.");
        return null;
    }

    public Section? Child(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value is YamlMappingNode mapping)
        {
            return new Section(file, Join(name), mapping, mistakes);
        }

        Wrong(name, "is not a group of fields.", $"Write '{name}: {{ field: value }}' or indent its fields under it.");
        return null;
    }

    /// <summary>The named entries under a field.</summary>
    public IEnumerable<(string Name, Section Body)> Entries(string name)
    {
        if (Child(name) is not { } group)
        {
            yield break;
        }

        foreach (var key in group.Keys())
        {
            if (group.Child(key) is { } body)
            {
                yield return (key, body);
            }
        }
    }

    public IEnumerable<string> Keys() => node.Children.Keys.OfType<YamlScalarNode>().Select(k => k.Value ?? "");

    /// <summary>Reports every field that nobody asked for.</summary>
    public void Finish(params ReadOnlySpan<string> refused)
    {
        var known = _read.ToArray();
        foreach (var (key, _) in node.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? key.ToString();
            if (!_read.Contains(name) && !refused.Contains(name))
            {
                mistakes.Add(file, key.Start, Join(name), "is not a known field.", Nearest.Mend(name, known));
            }
        }
    }

    private YamlNode? Find(string name, bool mark = true)
    {
        if (mark)
        {
            _read.Add(name);
        }

        return node.Children.TryGetValue(new YamlScalarNode(name), out var value) ? value : null;
    }

    private string Join(string field) => path.Length == 0 ? field : field.Length == 0 ? path : $"{path}.{field}";

    private static string Bounded(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
