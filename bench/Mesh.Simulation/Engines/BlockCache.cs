namespace Mesh.Simulation.Engines;

/// <summary>The blocks that an engine has kept: those used least lately go first.</summary>
public sealed class BlockCache(int most)
{
    private readonly Dictionary<ulong, LinkedListNode<ulong>> _nodes = [];
    private readonly LinkedList<ulong> _order = new();

    /// <summary>How many of the first blocks are there; they count as used.</summary>
    public int Match(ReadOnlySpan<ulong> blocks)
    {
        var matched = 0;
        while (matched < blocks.Length && _nodes.ContainsKey(blocks[matched]))
        {
            matched++;
        }

        Add(blocks[..matched]);
        return matched;
    }

    /// <summary>Puts blocks in, the first ones as those used last.</summary>
    public void Add(ReadOnlySpan<ulong> blocks)
    {
        for (var i = blocks.Length - 1; i >= 0; i--)
        {
            if (_nodes.TryGetValue(blocks[i], out var node))
            {
                _order.Remove(node);
                _order.AddFirst(node);
                continue;
            }

            _nodes[blocks[i]] = _order.AddFirst(blocks[i]);
            if (_nodes.Count > most)
            {
                _nodes.Remove(_order.Last!.Value);
                _order.RemoveLast();
            }
        }
    }

    /// <summary>The engine has started anew.</summary>
    public void Clear()
    {
        _nodes.Clear();
        _order.Clear();
    }
}
