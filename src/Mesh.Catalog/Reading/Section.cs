using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Mesh.Catalog.Reading;

/// <summary>One mapping of a catalogue file, read field by field; what is left over at the end is a mistake.</summary>
internal sealed class Section
{
    private readonly string _file;
    private readonly string _path;
    private readonly Mark _start;
    private readonly Mistakes _mistakes;
    private readonly Dictionary<string, (Mark At, YamlNode Value)> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public Section(string file, string path, Mark start, YamlMappingNode? node, Mistakes mistakes)
    {
        (_file, _path, _start, _mistakes) = (file, path, start, mistakes);
        foreach (var (key, value) in node is null ? [] : node.Children.ToArray())
        {
            // The scan of the file let only texts through as names.
            _fields[((YamlScalarNode)key).Value!] = (key.Start, value);
        }
    }

    public string Path => _path;

    public string File => _file;

    /// <summary>Where its name stands.</summary>
    public Mark Start => _start;

    public IEnumerable<string> Keys => _fields.Keys;

    /// <summary>Fields that nobody has asked for yet.</summary>
    public IEnumerable<string> Unread => _fields.Keys.Where(k => !_read.Contains(k));

    public bool Has(string name)
    {
        _read.Add(name);
        return _fields.ContainsKey(name);
    }

    /// <summary>Reports a field, or the section itself where the field is empty or missing.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="mend">What to write instead.</param>
    /// <param name="item">Which item of a list it is, from 0; null for the whole field.</param>
    public void Wrong(string field, string problem, string mend, int? item = null) => _mistakes.Add(_file, Place(field, item), Join(field), problem, mend);

    /// <summary>Reports a name that leads nowhere, with the nearest that would.</summary>
    public void Unknown(string field, string wrong, string problem, IEnumerable<string> known, int? item = null)
    {
        // Looking for the nearest of many names is dear; what is not kept is not looked for.
        if (!_mistakes.Full)
        {
            Wrong(field, $"'{Bounded(wrong)}' {problem}", Nearest.Mend(wrong, known), item);
        }
    }

    public string? Text(string name, string? mend = null) => Scalar(name, "a text", mend ?? $"Write '{name}: some text'.");

    public decimal? Number(string name, decimal least, decimal most) => Number(name, least, most, "number");

    public int? Integer(string name, int least, int most)
    {
        var number = Number(name, least, most, "whole number");
        if (number is { } value && value != decimal.Truncate(value))
        {
            Wrong(name, $"{value} is not a whole number.", $"Write a whole number from {least} to {most}.");
            return null;
        }

        return (int?)number;
    }

    public bool? Flag(string name)
    {
        switch (Scalar(name, "true or false", "Write true or false."))
        {
            case null:
                return null;
            case "true":
                return true;
            case "false":
                return false;
            case var text:
                Wrong(name, $"'{Bounded(text)}' is neither true nor false.", "Write true or false.");
                return null;
        }
    }

    public TimeSpan? Duration(string name, TimeSpan least, TimeSpan most)
    {
        const string Mend = "Write a number with its unit: 500ms, 20s, 2m, 1h or 30d.";
        if (Scalar(name, "a time", Mend) is not { } text)
        {
            return null;
        }

        if (Durations.TryParse(text) is not { } duration)
        {
            Wrong(name, $"'{Bounded(text)}' is not a time.", Mend);
            return null;
        }

        if (duration < least || duration > most)
        {
            Wrong(name, $"{Bounded(text)} is out of range.", $"Write a time from {Durations.Write(least)} to {Durations.Write(most)}.");
            return null;
        }

        return duration;
    }

    public T? Choice<T>(string name, IReadOnlyDictionary<string, T> choices)
        where T : struct
    {
        if (Scalar(name, "a word", $"Write one of: {string.Join(", ", choices.Keys)}.") is not { } text)
        {
            return null;
        }

        if (choices.TryGetValue(text, out var value))
        {
            return value;
        }

        Unknown(name, text, "is not known here.", choices.Keys);
        return null;
    }

    public IReadOnlyList<string>? Texts(string name)
    {
        var mend = $"Write '{name}: [one, two]'.";
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value is not YamlSequenceNode list)
        {
            Wrong(name, "is not a list of texts.", mend);
            return null;
        }

        var texts = new List<string>();
        foreach (var child in list.Children)
        {
            if (child is YamlScalarNode { Value: { Length: > 0 } text })
            {
                texts.Add(text);
            }
            else
            {
                Wrong(name, $"holds something that is not a text at place {texts.Count + 1}.", mend, texts.Count);
                return null;
            }
        }

        return texts;
    }

    public Section? Child(string name, bool emptyIsNone = false)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value is YamlMappingNode mapping)
        {
            return new Section(_file, Join(name), _fields[name].At, mapping, _mistakes);
        }

        // A section all of whose entries are commented out.
        if (emptyIsNone && value is YamlScalarNode { Value: null or "" or "~" or "null", Style: ScalarStyle.Plain })
        {
            return new Section(_file, Join(name), _fields[name].At, null, _mistakes);
        }

        Wrong(name, "is not a group of fields.", $"Write '{name}: {{ field: value }}' or indent its fields under it.");
        return null;
    }

    /// <summary>Whether a field is there and is a group.</summary>
    public bool IsGroup(string name) => Find(name) is YamlMappingNode;

    /// <summary>Whether a field is there and is a list.</summary>
    public bool IsList(string name) => Find(name) is YamlSequenceNode;

    /// <summary>The named entries under a field.</summary>
    public IEnumerable<(string Name, Section Body)> Entries(string name)
    {
        foreach (var key in Child(name, emptyIsNone: true) is { } group ? group.Keys.Select(k => (k, group.Child(k, emptyIsNone: true))) : [])
        {
            if (key is (var entry, { } body))
            {
                yield return (entry, body);
            }
        }
    }

    /// <summary>The groups of a list under a field.</summary>
    /// <param name="name">The field.</param>
    /// <param name="again">Whether it was read before, so that its mistakes are told already.</param>
    public IEnumerable<Section> Groups(string name, bool again = false)
    {
        if (Find(name) is not { } value)
        {
            yield break;
        }

        if (value is not YamlSequenceNode list)
        {
            Wrong(name, "is not a list of groups.", $"Write '{name}:' and under it '- field: value' for each.");
            yield break;
        }

        foreach (var (place, child) in list.Children.Index())
        {
            if (child is YamlMappingNode mapping)
            {
                yield return new Section(_file, $"{Join(name)}[{place}]", child.Start, mapping, _mistakes);
            }
            else if (!again)
            {
                Wrong(name, $"holds something that is not a group of fields at place {place + 1}.", "Write '- field: value'.", place);
            }
        }
    }

    /// <summary>Reports every field that nobody asked for.</summary>
    public void Finish()
    {
        foreach (var (name, field) in _fields)
        {
            if (!_read.Contains(name) && !_mistakes.Full)
            {
                _mistakes.Add(_file, field.At, Join(name), "is not a known field.", Nearest.Mend(name, _read));
            }
        }
    }

    private decimal? Number(string name, decimal least, decimal most, string kind)
    {
        var mend = $"Write a {kind} from {least} to {most}.";
        if (Scalar(name, "a number", mend) is not { } text)
        {
            return null;
        }

        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            Wrong(name, $"'{Bounded(text)}' is not a number.", mend);
            return null;
        }

        if (number < least || number > most)
        {
            Wrong(name, $"{number} is out of range.", mend);
            return null;
        }

        return number;
    }

    private string? Scalar(string name, string expected, string mend)
    {
        switch (Find(name))
        {
            case null:
                return null;
            case YamlScalarNode { Value: { Length: > 0 } text }:
                return text;
            case YamlScalarNode:
                Wrong(name, "is empty.", mend);
                return null;
            default:
                Wrong(name, $"is not {expected}.", mend);
                return null;
        }
    }

    private YamlNode? Find(string name)
    {
        _read.Add(name);
        return _fields.TryGetValue(name, out var field) ? field.Value : null;
    }

    // A value on its field's line is pointed at itself; a group or list at its name, since it may begin lines below.
    private Mark Place(string field, int? item) => !_fields.TryGetValue(field, out var found) ? _start
        : item is { } place && found.Value is YamlSequenceNode list && place < list.Children.Count ? list.Children[place].Start
        : found.Value is YamlScalarNode { Value.Length: > 0 } ? found.Value.Start
        : found.At;

    private string Join(string field) => _path.Length == 0 ? field : field.Length == 0 ? _path : $"{_path}.{field}";

    private static string Bounded(string text) => Shown.Of(text);
}
