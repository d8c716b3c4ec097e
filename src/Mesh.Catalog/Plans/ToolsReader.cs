using Mesh.Catalog.Reading;
using Mesh.Contracts.Plans;

namespace Mesh.Catalog.Plans;

/// <summary>Reads a node that may call tools.</summary>
internal static class ToolsReader
{
    private const string Mend = "Write '- server: some-server' under it, once for each, with 'tools: [name]' beside it for some of its tools.";

    public static ToolsEntry? Read(NodeReader reader, Section tools)
    {
        if (!tools.Has("of"))
        {
            tools.Wrong("of", "is missing.", "Write who answers: of: { model: some-model }.");
        }

        var of = reader.One(tools, "of");
        var sources = tools.Groups("servers").Select(g => Source(reader, g)).ToArray();
        if (sources.Length is 0 or > ToolsEntry.MostServers)
        {
            tools.Wrong("servers", sources.Length == 0 ? "names no server." : $"are too many: at most {ToolsEntry.MostServers} are taken.", Mend);
        }

        foreach (var twice in sources.GroupBy(s => s.Server, StringComparer.OrdinalIgnoreCase).Where(g => g.Key.Length > 0 && g.Count() > 1))
        {
            tools.Wrong("servers", $"name '{Shown.Of(twice.Key)}' twice.", "Put its tools together.");
        }

        var unset = new ToolsEntry(new SingleEntry(), []);
        var budget = tools.Child("budget");
        var entry = new ToolsEntry(of ?? unset.Of, sources)
        {
            Rounds = tools.Integer("rounds", 1, ToolsEntry.MostRounds) ?? unset.Rounds,
            Calls = tools.Integer("calls", 1, ToolsEntry.MostCalls) ?? unset.Calls,
            Parallel = tools.Integer("parallel", 1, ToolsEntry.MostParallel) ?? unset.Parallel,
            Errors = tools.Integer("errors", 0, ToolsEntry.MostCalls) ?? unset.Errors,
            Within = tools.Duration("within", TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(24)),
            MaxCostUsd = budget?.Number("maxCostUsd", 0, 1_000_000),
            MaxTokens = budget?.Integer("maxTokens", 1, int.MaxValue),
        };
        budget?.Finish();
        tools.Finish();
        return of is null || sources.Length is 0 or > ToolsEntry.MostServers ? null : entry;
    }

    private static ToolSource Source(NodeReader reader, Section source)
    {
        if (!source.Has("server"))
        {
            source.Wrong("server", "is missing.", "Name one of 'toolServers'.");
        }

        var server = source.Text("server") ?? "";
        var tools = source.Has("tools") ? ToolServerReader.ToolNames(source, "tools", "Name some of the server's, or take it out for all that it lets be called.") : null;
        source.Finish();
        if (server.Length > 0)
        {
            reader.Tools(source, server, tools ?? []);
        }

        return new ToolSource(server, tools);
    }
}
