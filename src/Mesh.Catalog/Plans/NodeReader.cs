using Mesh.Catalog.Reading;
using Mesh.Catalog.Rules;
using Mesh.Contracts.Catalog.Rules;
using Mesh.Contracts.Plans;

namespace Mesh.Catalog.Plans;

/// <summary>Reads the nodes of one plan. A node is a group of fields with one that says its kind, or who answers; fields that the node above reads of it stand beside.</summary>
/// <param name="owner">The plan's route.</param>
/// <param name="places">Takes where leaves name who answers.</param>
internal sealed class NodeReader(string owner, List<PlanPlace> places)
{
    private static readonly string[] s_targets = ["model", "endpoint", "candidates", "route"];

    // The reader of each kind is given the node's group, in which the kind's own field stands.
    private static readonly Dictionary<string, Func<NodeReader, Section, NodeEntry?>> s_kinds = new(StringComparer.Ordinal)
    {
        ["single"] = (reader, node) => node.Child("single") is { } single ? reader.Single(single, label: null, finish: true) : null,
        ["fallback"] = (reader, node) => reader.Several(node, "fallback") is { } tried ? new FallbackEntry(tried) : null,
        ["cascade"] = CascadeReader.Read,
        ["ensemble"] = EnsembleReader.Read,
        ["decompose"] = (reader, node) => node.Child("decompose") is { } decompose ? DecomposeReader.Read(reader, decompose) : null,
        ["gate"] = (reader, node) => node.Child("gate") is { } gate ? GateReader.Read(reader, gate) : null,
        ["pipeline"] = (reader, node) => PipelineReader.Read(reader, node),
        ["escalate"] = (reader, node) => node.Child("escalate") is { } escalate ? EscalateReader.Read(reader, escalate) : null,
        ["rule"] = (reader, node) => node.Child("rule") is { } rule ? RuleNodeReader.Read(reader, rule) : null,
        ["cache"] = (reader, node) => node.Child("cache") is { } cache ? CacheNodeReader.Read(reader, cache) : null,
        ["select"] = (reader, node) => node.Child("select") is { } select ? SelectReader.Read(reader, select) : null,
        ["tools"] = (reader, node) => node.Child("tools") is { } tools ? ToolsReader.Read(reader, tools) : null,
    };

    private int _nodes;
    private int _depth;

    /// <summary>The words for the kinds of nodes.</summary>
    public static IEnumerable<string> Kinds => s_kinds.Keys;

    /// <summary>Reads one node; null where it holds a mistake, which is told.</summary>
    /// <param name="section">Its group.</param>
    /// <param name="beside">Reads the fields that the node above has beside it; null for none.</param>
    public NodeEntry? Read(Section section, Action<Section>? beside = null)
    {
        if (++_nodes > NodeEntry.MaxNodes || _depth >= NodeEntry.MaxDepth)
        {
            section.Wrong("", _depth >= NodeEntry.MaxDepth ? $"is more than {NodeEntry.MaxDepth} nodes deep." : $"is one node too many: a plan has at most {NodeEntry.MaxNodes}.", "Give parts of it a route of their own and name it with 'route'.");
            return null;
        }

        beside?.Invoke(section);
        var label = section.Text("label");
        string[] kinds = [.. s_kinds.Keys.Where(section.Has)];
        if (kinds.Length > 1 || (kinds.Length == 1 && s_targets.Any(section.Has)))
        {
            section.Wrong(kinds[0], "stands beside another node.", "Keep one of them, or put one under the other.");
            return null;
        }

        _depth++;
        var node = kinds is [var kind] ? s_kinds[kind](this, section) : s_targets.Any(section.Has) ? Single(section, label, finish: false) : Unknown(section);
        _depth--;
        section.Finish();
        return node is null ? null : node with { Label = label };
    }

    /// <summary>Reads the nodes of a list; null where one holds a mistake or there is none.</summary>
    /// <param name="node">The group.</param>
    /// <param name="field">The list.</param>
    public IReadOnlyList<NodeEntry>? Several(Section node, string field)
    {
        var read = node.Groups(field).Select(g => Read(g)).ToArray();
        if (read.Length == 0)
        {
            node.Wrong(field, "names no node.", "Write '- model: some-model' under it, once for each.");
        }

        return read.Length == 0 || read.Any(n => n is null) ? null : [.. read.OfType<NodeEntry>()];
    }

    /// <summary>Reads one node under a field; null where there is none or it holds a mistake.</summary>
    public NodeEntry? One(Section node, string field) => node.Child(field) is { } one ? Read(one) : null;

    /// <summary>Reads a condition in the language of rules, whose names are looked up once all files are read.</summary>
    public RuleExpression? Condition(Section section, string field, string? text)
    {
        if (text is null)
        {
            return null;
        }

        var (condition, fault) = RuleParser.Parse(text);
        if (fault is not null)
        {
            section.Wrong(field, $"is wrong at character {fault.At}: {fault.Problem}", fault.Mend);
        }
        else if (condition is not null)
        {
            places.Add(new PlanPlace(owner, section, field, []) { Condition = condition });
        }

        return condition;
    }

    /// <summary>Notes classes of tasks, which are looked up once all files are read.</summary>
    public void Tasks(Section section, string field, IReadOnlyList<string> tasks) => places.Add(new PlanPlace(owner, section, field, tasks) { AreTasks = true });

    /// <summary>Notes tools of a server, which are looked up once all files are read.</summary>
    public void Tools(Section section, string server, IReadOnlyList<string> tools) => places.Add(new PlanPlace(owner, section, "tools", tools) { ToolServer = server });

    /// <summary>Notes the name of a learned scorer, which is looked up once all files are read.</summary>
    public void Scorer(Section section, string field, string name) => places.Add(new PlanPlace(owner, section, field, [name]) { AreScorers = true });

    /// <summary>Notes who turns the questions of a cache into vectors, which is looked up once all files are read.</summary>
    public void Embedding(Section section, string name) => places.Add(new PlanPlace(owner, section, "embedding", [name]) { Embeds = true });

    /// <summary>What rules without a name are called by.</summary>
    public string Owner => owner.Length == 0 ? "rule" : owner;

    /// <summary>Reads a figure from 0 to 1 for each of some classes of tasks, whose names are looked up once all files are read; empty for none.</summary>
    public Dictionary<string, double> Figures(Section section, string field)
    {
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        if (section.Child(field) is { } group)
        {
            foreach (var task in group.Keys)
            {
                figures[task] = (double)(group.Number(task, 0, 1) ?? 0);
            }

            places.Add(new PlanPlace(owner, section, field, [.. figures.Keys]) { AreTasks = true });
        }

        return figures;
    }

    private SingleEntry? Single(Section single, string? label, bool finish)
    {
        var named = s_targets.Where(single.Has).ToArray();
        var candidates = single.Texts("candidates");
        if (named.Length > 1 || (named.Length == 0 && single.Keys.All(k => s_targets.Contains(k) || k is "prefer" or "maxOutputTokens" or "label")) || candidates is { Count: 0 })
        {
            single.Wrong("", "must name exactly one of 'model', 'endpoint', 'candidates' and 'route'.", "Write one of them, such as { model: gpt-5 } or { candidates: [gpt-5, gpt-5-mini] }.");
        }

        var route = single.Text("route");
        candidates ??= (single.Text("model") ?? single.Text("endpoint")) is { } one ? [one] : [];
        var entry = new SingleEntry
        {
            Label = label,
            Candidates = candidates,
            Route = route,
            Prefer = single.Choice("prefer", Vocabulary.Preferences),
            MaxOutputTokens = single.Integer("maxOutputTokens", 1, 10_000_000),
        };
        if (finish)
        {
            single.Finish();
        }

        // A name that could not be read is told already.
        if (named is [var field] && (route is not null || candidates.Count > 0))
        {
            places.Add(new PlanPlace(owner, single, field, route is null ? candidates : [route]));
        }

        return candidates.Count > 0 || route is not null ? entry : null;
    }

    private static NodeEntry? Unknown(Section section)
    {
        var known = Vocabulary.PlanNodes;
        string[] strangers = [.. section.Unread];
        foreach (var stranger in strangers)
        {
            var meant = Nearest.Find(stranger, [.. known, .. s_targets]) is { } near ? $"Did you mean '{near}'? " : "";
            section.Has(stranger);
            section.Wrong(stranger, "is not a plan node.", $"{meant}Nodes are: {string.Join(", ", known)}.");
        }

        if (strangers.Length == 0)
        {
            section.Wrong("", "names no plan node.", $"Nodes are: {string.Join(", ", known)}.");
        }

        return null;
    }
}
