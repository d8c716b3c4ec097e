namespace Mesh.Providers.OpenAI.Answers;

/// <summary>The fields of one server-sent event.</summary>
internal static class EventData
{
    /// <summary>The data without a copy where it is one line (as it always is from OpenAI); several lines are joined with LF.</summary>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> raw)
    {
        ReadOnlyMemory<byte>? found = null;
        List<byte>? joined = null;
        for (var from = Start(raw.Span); from < raw.Length;)
        {
            var line = Line(raw, ref from);
            if (!line.Span.StartsWith("data:"u8))
            {
                continue;
            }

            var value = line.Span.Length > 5 && line.Span[5] == (byte)' ' ? line[6..] : line[5..];
            if (found is null)
            {
                found = value;
                continue;
            }

            joined ??= [.. found.Value.Span];
            joined.Add((byte)'\n');
            joined.AddRange(value.Span);
        }

        return joined is null ? found ?? default : joined.ToArray();
    }

    /// <summary>Whether the event is named <c>error</c>.</summary>
    public static bool IsError(ReadOnlyMemory<byte> raw)
    {
        for (var from = Start(raw.Span); from < raw.Length;)
        {
            var line = Line(raw, ref from).Span;
            if (line.StartsWith("data:"u8))
            {
                // Names come first from everybody; a data line without one settles it.
                return false;
            }

            if (line.StartsWith("event:"u8))
            {
                return line[6..].Trim((byte)' ').SequenceEqual("error"u8);
            }
        }

        return false;
    }

    private static int Start(ReadOnlySpan<byte> raw) => raw.StartsWith("\uFEFF"u8) ? 3 : 0;

    private static ReadOnlyMemory<byte> Line(ReadOnlyMemory<byte> raw, ref int from)
    {
        var length = raw.Span[from..].IndexOfAny((byte)'\n', (byte)'\r');
        var line = length < 0 ? raw[from..] : raw.Slice(from, length);
        from += line.Length + 1;
        return line;
    }
}
