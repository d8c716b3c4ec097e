using System.Text;

namespace Mesh.Prompts.Templates;

/// <summary>
/// Reads a template. <c>{{name}}</c> stands for a placeholder, <c>{{steps.draft.text}}</c> and <c>{{steps.draft.json.field}}</c> for outputs
/// of steps; between <c>{{#each answers}}</c> and <c>{{/each}}</c> stand <c>{{this}}</c>, <c>{{label}}</c> and <c>{{number}}</c> of each item;
/// <c>\{{</c> is two braces. Lines <c>[system]</c> and <c>[user]</c> begin the two messages; without them all is the user's.
/// There is no code, and what is filled in is never read as a template.
/// </summary>
public sealed class TemplateReader
{
    /// <summary>Largest template, in bytes.</summary>
    public const int MostBytes = 32 * 1024;

    /// <summary>Most placeholders in one template.</summary>
    public const int MostPlaceholders = 200;

    /// <summary>Most faults that are told at once.</summary>
    public const int MostFaults = 20;

    private const string SystemMark = "[system]";
    private const string UserMark = "[user]";

    private readonly TemplateSignature _signature;
    private readonly List<TemplateFault> _faults = [];
    private readonly HashSet<string> _named = [];
    private int _placeholders;

    private TemplateReader(TemplateSignature signature) => _signature = signature;

    /// <summary>Reads a template and checks that it names what it may and must.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="version">Its version.</param>
    /// <param name="text">Its text.</param>
    /// <param name="signature">What it may name.</param>
    public static TemplateReading Read(string name, string version, string text, TemplateSignature signature)
    {
        var reader = new TemplateReader(signature);
        var body = reader.Body(text);
        return reader._faults.Count > 0
            ? new TemplateReading(null, [.. reader._faults.OrderBy(f => f.Line)])
            : new TemplateReading(new PromptTemplate(name, version, signature, body), []);
    }

    private TemplateBody Body(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) is > MostBytes and var bytes)
        {
            Wrong(1, $"has {bytes} bytes; at most {MostBytes} are taken.", "Shorten it.");
            return new TemplateBody([], []);
        }

        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var system = Mark(lines, SystemMark);
        var user = Mark(lines, UserMark);
        var body = system < 0 && user < 0 ? new TemplateBody([], Parts(lines, 0, lines.Length)) : Messages(lines, system, user);
        if (body is null)
        {
            return new TemplateBody([], []);
        }

        if (body.User.All(p => p is TextPart blank && string.IsNullOrWhiteSpace(blank.Text)))
        {
            Wrong(Math.Max(0, user) + 1, "says nothing to the model.", "Write what it is asked.");
        }

        foreach (var missing in _signature.Placeholders.Where(p => p.Required && !_named.Contains(p.Name)))
        {
            Wrong(1, $"does not name '{missing.Name}'.", missing.Kind == PlaceholderKind.List ? $"Write {{{{#each {missing.Name}}}}} {{{{this}}}} {{{{/each}}}} where they belong." : $"Write {{{{{missing.Name}}}}} where it belongs.");
        }

        return body;
    }

    private TemplateBody? Messages(string[] lines, int system, int user)
    {
        if (user < 0 || user < system)
        {
            Wrong(Math.Max(system, user) + 1, user < 0 ? $"has {SystemMark} and no {UserMark}." : $"has {UserMark} before {SystemMark}.", $"Write {SystemMark}, what the model is told of its part, {UserMark}, and what it is asked.");
            return null;
        }

        var first = system < 0 ? user : system;
        if (Array.FindIndex(lines, 0, first, l => l.Trim().Length > 0) is >= 0 and var before)
        {
            Wrong(before + 1, $"stands before {lines[first].Trim()}, in no message.", "Put it behind that line.");
        }

        return new TemplateBody(system < 0 ? [] : Parts(lines, system + 1, user), Parts(lines, user + 1, lines.Length));
    }

    private int Mark(string[] lines, string mark)
    {
        var first = Array.FindIndex(lines, l => l.Trim() == mark);
        if (first >= 0 && Array.FindIndex(lines, first + 1, l => l.Trim() == mark) is >= 0 and var second)
        {
            Wrong(second + 1, $"is the second {mark}.", "Keep one.");
        }

        return first;
    }

    private List<TemplatePart> Parts(string[] lines, int from, int to)
    {
        var all = new List<TemplatePart>();
        (string List, List<TemplatePart> Inner, int Line)? each = null;
        var pending = new StringBuilder();
        foreach (var (kind, text, line) in TemplateTokens.Of(lines, from, to))
        {
            var here = each?.Inner ?? all;
            if (kind == TemplateTokenKind.Text)
            {
                pending.Append(text);
                continue;
            }

            Flush(pending, here);
            if (kind == TemplateTokenKind.Unclosed)
            {
                Wrong(line, "has '{{' and no '}}' behind it in its line.", "Close it, or write \\{{ for two braces.");
            }
            else if (text.StartsWith('#'))
            {
                each = Opened(text, line, each is not null) is { } list ? (list, [], line) : each;
            }
            else if (text.StartsWith('/'))
            {
                if (text != "/each" || each is null)
                {
                    Wrong(line, $"has '{{{{{Shown(text)}}}}}', which closes nothing.", "Write {{/each}} behind its {{#each}}.");
                }
                else
                {
                    all.Add(new EachPart(each.Value.List, each.Value.Inner));
                    each = null;
                }
            }
            else if (Place(text, line, each is not null) is { } part)
            {
                here.Add(part);
            }
        }

        Flush(pending, each?.Inner ?? all);
        if (each is { } open)
        {
            Wrong(open.Line, $"has {{{{#each {open.List}}}}} without {{{{/each}}}}.", "Write {{/each}} in the same message.");
        }

        return all;
    }

    private static void Flush(StringBuilder pending, List<TemplatePart> parts)
    {
        if (pending.Length > 0)
        {
            parts.Add(new TextPart(pending.ToString()));
            pending.Clear();
        }
    }

    private string? Opened(string tag, int line, bool within)
    {
        var words = tag.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words is not ["#each", var name] || _signature.Find(name) is not { Kind: PlaceholderKind.List })
        {
            Wrong(line, $"has '{{{{{Shown(tag)}}}}}', which begins nothing.", _signature.Known);
            return null;
        }

        if (within)
        {
            Wrong(line, $"has {{{{#each {name}}}}} within another one.", "Close that one first.");
            return null;
        }

        _named.Add(name);
        return name;
    }

    private TemplatePart? Place(string name, int line, bool within)
    {
        if (++_placeholders == MostPlaceholders + 1)
        {
            Wrong(line, $"is one placeholder too many: at most {MostPlaceholders} are taken.", "Take some out.");
        }

        if (within && name is "this" or "label" or "number")
        {
            return new ItemPart(name switch { "this" => ItemField.Text, "label" => ItemField.Label, _ => ItemField.Number });
        }

        if (_signature.Find(name) is { Kind: not PlaceholderKind.List } placeholder)
        {
            _named.Add(name);
            return new PlacePart(name, placeholder.Kind);
        }

        if (name.Split('.') is ["steps", var step, .. var rest] && _signature.Steps.Contains(step, StringComparer.Ordinal))
        {
            if (rest is ["text"] or ["json", ..] && rest.All(r => r.Length > 0))
            {
                return new StepPart(step, rest is ["text"] ? null : rest[1..]);
            }

            Wrong(line, $"names '{{{{{Shown(name)}}}}}', which a step does not have.", $"Write steps.{step}.text, steps.{step}.json or steps.{step}.json.field.");
            return null;
        }

        Wrong(line, $"names '{{{{{Shown(name)}}}}}', which is no placeholder here.", within ? $"{_signature.Known} Within #each: this, label, number." : _signature.Known);
        return null;
    }

    private void Wrong(int line, string problem, string mend)
    {
        if (_faults.Count < MostFaults)
        {
            _faults.Add(new TemplateFault(line, problem, mend));
        }
    }

    private static string Shown(string text) => string.Concat(text.Take(60).Select(c => char.IsControl(c) ? ' ' : c)) + (text.Length > 60 ? "..." : "");
}
