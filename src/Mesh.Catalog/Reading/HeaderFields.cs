namespace Mesh.Catalog.Reading;

/// <summary>Reads further headers. Their values are never repeated in a message.</summary>
internal static class HeaderFields
{
    private const int Most = 32;

    // What the mesh or the protocol sets on each call.
    private static readonly HashSet<string> s_ours = new(StringComparer.OrdinalIgnoreCase)
    {
        "accept", "accept-encoding", "connection", "content-encoding", "content-length", "content-type", "date", "expect", "host", "keep-alive",
        "te", "trailer", "transfer-encoding", "traceparent", "tracestate", "upgrade", "user-agent", "via",
    };

    private static readonly HashSet<string> s_credentialWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "authorization", "authentication", "auth", "apikey", "cookie", "credential", "credentials", "key", "password", "secret", "signature", "token",
    };

    /// <summary>Why a header cannot carry a key; null where it can.</summary>
    public static string? FaultOfKey(string name) => !IsName(name) ? "is not a header's name." : s_ours.Contains(name) ? "is set by the mesh." : null;

    public static Dictionary<string, string> Read(Section section, string field)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (section.Child(field) is not { } group)
        {
            return headers;
        }

        foreach (var name in group.Keys)
        {
            if (!IsName(name))
            {
                group.Wrong(name, "is not a header's name.", "Use letters, digits and '-'.");
            }
            else if (name.Split('-', '_').Any(s_credentialWords.Contains))
            {
                group.Wrong(name, "is a credential.", "Use 'apiKey: env:NAME'.");
            }
            else if (s_ours.Contains(name))
            {
                group.Wrong(name, "is set by the mesh.", "Take it out.");
            }
            else if (group.Text(name) is not { } value)
            {
                continue;
            }
            else if (!value.All(c => c is >= ' ' and <= '~'))
            {
                group.Wrong(name, "holds more than plain characters of one line.", "Use printable ASCII characters.");
            }
            else if (!headers.TryAdd(name, value))
            {
                group.Wrong(name, "is written twice, in other letters.", "Keep one; upper and lower case mean the same.");
            }
        }

        if (headers.Count > Most)
        {
            section.Wrong(field, $"holds {headers.Count} headers.", $"Write at most {Most}.");
        }

        return headers;
    }

    private static bool IsName(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));
}
