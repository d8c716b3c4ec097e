namespace Mesh.Providers.OpenAI.Answers;

/// <summary>The <c>data</c> field of a server-sent event.</summary>
internal static class EventData
{
    /// <summary>The data without a copy where it is one line (as it always is from OpenAI); several lines are joined with LF.</summary>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> raw)
    {
        ReadOnlyMemory<byte> found = default;
        List<byte>? joined = null;
        var from = raw.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
        while (from < raw.Length)
        {
            var length = raw.Span[from..].IndexOfAny((byte)'\n', (byte)'\r');
            var line = length < 0 ? raw[from..] : raw.Slice(from, length);
            from += line.Length + 1;
            if (!line.Span.StartsWith("data:"u8))
            {
                continue;
            }

            var value = line.Span.Length > 5 && line.Span[5] == (byte)' ' ? line[6..] : line[5..];
            if (found.IsEmpty && joined is null)
            {
                found = value;
                continue;
            }

            joined ??= [.. found.Span];
            joined.Add((byte)'\n');
            joined.AddRange(value.Span);
        }

        return joined is null ? found : joined.ToArray();
    }
}
