using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>Reads one tool server.</summary>
internal static class ToolServerReader
{
    private const string All = "all";
    private const string Example = "https://tools.example.com/mcp";
    private const string PinPrefix = "sha256:";
    private const int PinDigits = 64;
    private const int MostTools = 256;
    private const int MostToolName = 128;
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(1);

    public static ToolServerEntry Read(string name, Section section)
    {
        var tools = Tools(section);
        var server = new ToolServerEntry
        {
            Name = name,
            Url = Url(section),
            ApiKey = SecretField.Read(section, "apiKey"),
            ApiKeyHeader = KeyHeader(section),
            Headers = Headers(section),
            ConnectTimeout = section.Duration("connectTimeout", s_least, TimeSpan.FromMinutes(5)) ?? TimeSpan.FromSeconds(5),
            Tools = tools,
            Pins = Pins(section, tools),
            Data = Names(section, "data") ?? [],
            Tenants = Names(section, "tenants"),
            Limits = section.Child("limits") is { } limits ? Limits(limits) : new ToolServerLimits(),
            Refresh = section.Duration("refresh", TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)) ?? TimeSpan.FromMinutes(5),
        };
        section.Finish();
        return server;
    }

    private static Uri Url(Section section)
    {
        if (!section.Has("url"))
        {
            section.Wrong("url", "is missing.", $"Write the server's address, such as {Example}.");
        }

        // What stands in the place of a wrong one is never asked: one mistake refuses the whole.
        return (section.Text("url") is { } text ? UrlField.Read(section, "url", text, Example) : null) ?? new Uri(Example);
    }

    private static string KeyHeader(Section section)
    {
        var header = section.Text("apiKeyHeader", "Write a header's name, such as x-api-key.");
        if (header is not null && !section.Has("apiKey"))
        {
            section.Wrong("apiKeyHeader", "stands without 'apiKey'.", "Write 'apiKey: env:NAME', or take it out.");
        }

        if (header is not null && (IsProtocols(header) ? "is set by the protocol." : HeaderFields.FaultOfKey(header)) is { } fault)
        {
            section.Wrong("apiKeyHeader", fault, "Write a header's name, such as x-api-key.");
        }

        return header?.ToLowerInvariant() ?? ToolServerEntry.Bearer;
    }

    private static Dictionary<string, string> Headers(Section section)
    {
        var headers = HeaderFields.Read(section, "headers");
        if (headers.Keys.FirstOrDefault(IsProtocols) is { } taken)
        {
            section.Wrong("headers", $"holds '{Shown.Of(taken)}', which is set by the protocol.", "Take it out.");
        }

        return headers;
    }

    private static bool IsProtocols(string header) => header.StartsWith("mcp-", StringComparison.OrdinalIgnoreCase) || string.Equals(header, "last-event-id", StringComparison.OrdinalIgnoreCase);

    // Null for all, which must be said: a server may have more tools tomorrow than today.
    private static IReadOnlyList<string>? Tools(Section section)
    {
        const string Mend = "Name those that may be called, as in tools: [search, read], or write tools: all.";
        if (!section.Has("tools"))
        {
            section.Wrong("tools", "is missing.", Mend);
            return [];
        }

        if (!section.IsList("tools"))
        {
            if (section.Text("tools", Mend) is { } word && word != All)
            {
                section.Wrong("tools", $"'{Shown.Of(word)}' is neither a list of tools nor the word 'all'.", Mend);
            }

            return null;
        }

        return ToolNames(section, "tools", Mend);
    }

    /// <summary>Reads names of tools.</summary>
    /// <param name="section">Where they stand.</param>
    /// <param name="field">The field.</param>
    /// <param name="mend">What to write.</param>
    internal static IReadOnlyList<string> ToolNames(Section section, string field, string mend)
    {
        var tools = section.Texts(field);
        if (tools is { Count: 0 or > MostTools })
        {
            section.Wrong(field, tools.Count == 0 ? "names none." : $"names {tools.Count} tools; at most {MostTools} are taken.", mend);
        }

        foreach (var (at, tool) in (tools ?? []).Index())
        {
            if (tool.Length > MostToolName || !tool.All(c => c is > ' ' and <= '~'))
            {
                section.Wrong(field, $"'{Shown.Of(tool)}' cannot be the name of a tool.", $"Use up to {MostToolName} plain characters without blanks.", at);
            }
            else if (tools!.Take(at).Contains(tool))
            {
                section.Wrong(field, $"names '{Shown.Of(tool)}' twice.", "Keep it once.", at);
            }
        }

        return tools ?? [];
    }

    private static Dictionary<string, string> Pins(Section section, IReadOnlyList<string>? tools)
    {
        var pins = new Dictionary<string, string>(StringComparer.Ordinal);
        if (section.Child("pins") is not { } group)
        {
            return pins;
        }

        foreach (var tool in group.Keys)
        {
            if (group.Text(tool) is not { } pin)
            {
                continue;
            }

            var digits = pin.StartsWith(PinPrefix, StringComparison.Ordinal) ? pin[PinPrefix.Length..] : "";
            if (digits.Length != PinDigits || !digits.All(char.IsAsciiHexDigit))
            {
                group.Wrong(tool, "is not the hash of a definition.", $"Write {PinPrefix} and {PinDigits} hexadecimal digits, as the mesh's log names them for each tool that it is told of.");
            }
            else if (tools is not null && !tools.Contains(tool))
            {
                group.Unknown(tool, tool, "is not among 'tools'.", tools);
            }

            pins[tool] = digits.ToLowerInvariant();
        }

        return pins;
    }

    private static IReadOnlyList<string>? Names(Section section, string field)
    {
        var names = section.Texts(field);
        if (names is { Count: 0 })
        {
            section.Wrong(field, "names none.", "Name some, or take it out.");
        }

        return names;
    }

    private static ToolServerLimits Limits(Section limits)
    {
        var unset = new ToolServerLimits();
        var read = new ToolServerLimits
        {
            CallTimeout = limits.Duration("callTimeout", s_least, TimeSpan.FromMinutes(10)) ?? unset.CallTimeout,
            MaxResultBytes = limits.Integer("maxResultBytes", 256, 4 * 1024 * 1024) ?? unset.MaxResultBytes,
            CallsPerMinute = limits.Integer("callsPerMinute", 1, 1_000_000),
            Concurrency = limits.Integer("concurrency", 1, 1_000) ?? unset.Concurrency,
            Sessions = limits.Integer("sessions", 1, 1_000) ?? unset.Sessions,
        };
        limits.Finish();
        return read;
    }
}
