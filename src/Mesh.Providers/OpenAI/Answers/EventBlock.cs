namespace Mesh.Providers.OpenAI.Answers;

/// <summary>The server-sent events that one read brought, in one piece of memory. Good until the next is read.</summary>
/// <param name="bytes">The events, one after the other.</param>
/// <param name="ends">Where each ends.</param>
internal readonly struct EventBlock(ReadOnlyMemory<byte> bytes, List<int> ends)
{
    /// <summary>How many events there are.</summary>
    public int Count => ends.Count;

    /// <summary>Whether no event can hold an error or a count of tokens: looking once through all of them is cheaper than through each.</summary>
    public bool HoldsOnlyText { get; } = bytes.Span.IndexOf("\"error\""u8) < 0 && bytes.Span.IndexOf("\"usage\""u8) < 0;

    /// <summary>One event with its closing blank line.</summary>
    public ReadOnlyMemory<byte> this[int index] => Run(index, index + 1);

    /// <summary>The events from <paramref name="from"/> up to but without <paramref name="to"/>.</summary>
    public ReadOnlyMemory<byte> Run(int from, int to)
    {
        var start = from == 0 ? 0 : ends[from - 1];
        return bytes[start..ends[to - 1]];
    }
}
