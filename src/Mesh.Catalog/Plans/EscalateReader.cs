using Mesh.Catalog.Reading;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Reviews;
using Mesh.Prompts.Templates;

namespace Mesh.Catalog.Plans;

/// <summary>Reads a node by which a person answers.</summary>
internal static class EscalateReader
{
    private const int MostClasses = 16;

    private static readonly TimeSpan s_leastTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_mostExpiry = TimeSpan.FromDays(90);
    private static readonly TimeSpan s_mostKept = TimeSpan.FromDays(365);
    private static readonly Dictionary<string, bool> s_on = new() { ["always"] = false, ["failure"] = true };
    private static readonly Dictionary<string, bool> s_wait = new() { ["answer"] = true, ["handle"] = false };

    public static EscalateEntry? Read(NodeReader reader, Section section)
    {
        var of = reader.One(section, "of");
        var (on, when) = (section.Choice("on", s_on) ?? false, section.Text("when", "Write a condition, such as contains(\"invoice\")."));
        foreach (var field in new[] { (on ? "on" : null), (when is null ? null : "when") }.OfType<string>().Where(_ => !section.Has("of")))
        {
            section.Wrong(field, "stands without 'of', so that nobody would answer where no person is asked.", "Write 'of: { model: some-model }', or leave it out.");
        }

        var plain = new EscalateEntry();
        var entry = plain with
        {
            Of = of,
            OnFailure = on,
            When = when ?? "",
            Condition = reader.Condition(section, "when", when),
            Waits = section.Choice("wait", s_wait) ?? plain.Waits,
            Queue = Queue(section) ?? plain.Queue,
            Reason = Reason(section) ?? plain.Reason,
            Expires = section.Duration("expires", s_leastTime, s_mostExpiry) ?? plain.Expires,
            Keep = section.Duration("keep", s_leastTime, s_mostKept) ?? plain.Keep,
            Most = section.Integer("most", 1, EscalateEntry.MostWaiting) ?? plain.Most,
            Data = Data(section),
        };
        section.Finish();
        return of is null && section.Has("of") ? null : entry;
    }

    private static string? Queue(Section section)
    {
        var queue = section.Text("queue");
        if (queue is not null && (queue.Length > ReviewRequest.LongestQueue || !queue.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')))
        {
            section.Wrong("queue", $"'{Shown.Of(queue)}' cannot be the name of a queue.", $"Use up to {ReviewRequest.LongestQueue} letters, digits and . - _ .");
        }

        return queue;
    }

    private static string? Reason(Section section)
    {
        var reason = section.Text("reason", "Write a text, such as reason: \"The route {{route}} wants a second look.\"");
        if (reason is { Length: > EscalateEntry.LongestReason })
        {
            section.Wrong("reason", $"has more than {EscalateEntry.LongestReason} characters.", "Say in some sentences what a person has to look at.");
            return null;
        }

        foreach (var fault in reason is null ? [] : TemplateReader.Read("reason", "1", reason, TemplateSignature.ForReview).Faults)
        {
            section.Wrong("reason", $"is wrong in its line {fault.Line}: {fault.Problem}", fault.Mend);
        }

        return reason;
    }

    private static IReadOnlyList<string>? Data(Section section)
    {
        var data = section.Texts("data");
        if (data is { Count: > MostClasses })
        {
            section.Wrong("data", $"names more than {MostClasses} classes.", "Leave it out where people may see all.");
        }

        return data;
    }
}
