namespace Mesh.Load.Reports;

/// <summary>A part of the report: a command and where its words go.</summary>
/// <param name="Name">Name of the part, between whose markers the words stand.</param>
/// <param name="Arguments">The command.</param>
/// <param name="IsMarkdown">Whether it prints Markdown; else its words stand as they are, in a block.</param>
internal sealed record ReportSection(string Name, string[] Arguments, bool IsMarkdown = false)
{
    /// <summary>All parts, in the order in which they run.</summary>
    public static IReadOnlyList<ReportSection> All { get; } =
    [
        new("start", ["start"]),
        new("route", ["route"]),
        new("cancel", ["cancel"]),
        new("streams", ["streams"]),
        new("proxy", ["proxy"], IsMarkdown: true),
        new("relay", ["relay"], IsMarkdown: true),
        new("overload", ["overload"]),
        new("failover", ["failover"]),
        new("amplification", ["amplification"]),
        new("deadline", ["deadline"]),
        new("leak", ["leak"]),
        new("leak-faults", ["leak", "--faults"]),
        new("soak", ["soak"]),
    ];
}
