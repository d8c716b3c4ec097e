namespace Mesh.Providers.OpenAI.Answers;

/// <summary>The server-sent events that one read brought, in one piece of memory. Good until the next is read.</summary>
/// <param name="bytes">The events, one after the other.</param>
/// <param name="ends">Where each ends.</param>
internal readonly struct EventBlock(ReadOnlyMemory<byte> bytes, List<int> ends)
{
    /// <summary>How many events there are.</summary>
    public int Count => ends.Count;

    /// <summary>One event with its closing blank line.</summary>
    public ReadOnlyMemory<byte> this[int index] => Run(index, index + 1);

    /// <summary>The events from <paramref name="from"/> up to but without <paramref name="to"/>.</summary>
    public ReadOnlyMemory<byte> Run(int from, int to)
    {
        var start = from == 0 ? 0 : ends[from - 1];
        return bytes[start..ends[to - 1]];
    }
}
