using Mesh.Catalog.Reading;
using Mesh.Contracts.Plans;

namespace Mesh.Catalog.Plans;

/// <summary>Reads a gate.</summary>
internal static class GateReader
{
    private const int MostName = 64;
    private const int MostAbout = 500;

    public static GateEntry? Read(NodeReader reader, Section gate)
    {
        var experts = gate.Groups("experts").Select((group, place) => Expert(reader, group, place)).ToArray();
        if (experts.Length is 0 or > GateEntry.MostExperts)
        {
            gate.Wrong("experts", experts.Length == 0 ? "names no expert." : $"are too many: a gate has at most {GateEntry.MostExperts}.", "Write '- { name: coder, tasks: { code: 1 }, model: some-model }' under it, once for each.");
        }

        foreach (var twice in experts.OfType<GateExpert>().GroupBy(e => e.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            gate.Wrong("experts", $"has two with the name '{Shown.Of(twice.Key)}'.", "Rename one: reports tell who was asked.");
        }

        var top = gate.Integer("top", 1, GateEntry.MostExperts);
        var (splitter, merge, fallback) = (reader.One(gate, "splitter"), reader.One(gate, "merge"), reader.One(gate, "fallback"));
        var split = gate.Flag("split") ?? false;
        if (splitter is not null && split)
        {
            gate.Wrong("splitter", "stands beside 'split', which does without a call what it does with one.", "Keep one of them.");
        }

        var entry = new GateEntry([.. experts.OfType<GateExpert>()])
        {
            Top = top ?? 1,
            Least = (double)(gate.Number("least", 0, 1) ?? 0.2m),
            Split = split,
            Splitter = splitter,
            Merge = merge,
            Fallback = fallback,
        };
        gate.Finish();
        return entry.Experts.Count == experts.Length && entry.Experts.Count is > 0 and <= GateEntry.MostExperts ? entry : null;
    }

    private static GateExpert? Expert(NodeReader reader, Section section, int place)
    {
        GateExpert? fields = null;
        var node = reader.Read(section, s => fields = Fields(reader, s, place));
        return node is null || fields is null ? null : fields with { Node = node };
    }

    // The node itself is read behind them.
    private static GateExpert Fields(NodeReader reader, Section section, int place)
    {
        var name = section.Text("name") ?? $"experts[{place}]";
        if (section.Has("name") && (name.Length > MostName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')))
        {
            section.Wrong("name", $"'{Shown.Of(name)}' cannot be the name of an expert.", $"Use up to {MostName} letters, digits and . - _ .");
        }

        var (tasks, when, about) = (reader.Figures(section, "tasks"), section.Text("when", "Write a condition, such as contains(\"invoice\")."), section.Text("about") ?? "");
        if (!section.Has("tasks") && !section.Has("when"))
        {
            section.Wrong("", "says nothing of when it is asked.", "Write 'tasks: { code: 1 }' or 'when: has(image)'; who answers where no expert does is the gate's 'fallback'.");
        }

        if (about.Length > MostAbout)
        {
            section.Wrong("about", $"has more than {MostAbout} characters.", "Say in a sentence what it is good at.");
        }

        return new GateExpert(name, new SingleEntry())
        {
            About = about,
            Tasks = tasks,
            When = when ?? "",
            Condition = reader.Condition(section, "when", when),
            Weight = (double)(section.Number("weight", 0, 100) ?? 1),
        };
    }
}
