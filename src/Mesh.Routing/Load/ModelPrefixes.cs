namespace Mesh.Routing.Load;

/// <summary>The prefix index of one model's engines on this silo. Thread-safe; a decision holds its lock for about a microsecond.</summary>
public sealed class ModelPrefixes
{
    /// <summary>Most blocks that are kept for an engine. Beyond it an engine's larger cache is known in part.</summary>
    public const int MostBlocks = 32_768;

    /// <summary>Blocks that are kept for an engine which does not tell how much it keeps.</summary>
    public const int AssumedBlocks = 8192;

    /// <summary>Tokens of a block, about: prompts are cut by bytes.</summary>
    public const int BlockTokens = 128;

    private readonly Lock _lock = new();
    private readonly PrefixIndex _index = new();
    private readonly Dictionary<string, (int Place, long Epoch)> _places = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Engines that it has a place for.</summary>
    public int Endpoints
    {
        get
        {
            lock (_lock)
            {
                return _index.Endpoints;
            }
        }
    }

    /// <summary>The place of an endpoint, made when it is new.</summary>
    /// <param name="endpoint">Its name.</param>
    /// <param name="cacheTokens">Tokens that its engine keeps; null when that is not known. Twice as many are kept here: too many do no harm, too few a lot.</param>
    public int Place(string endpoint, long? cacheTokens)
    {
        lock (_lock)
        {
            if (!_places.TryGetValue(endpoint, out var known))
            {
                known = (_index.Join(cacheTokens is { } tokens ? (int)Math.Clamp(2 * tokens / BlockTokens, 1024, MostBlocks) : AssumedBlocks), 0);
                _places[endpoint] = known;
            }

            return known.Place;
        }
    }

    /// <summary>Forgets all endpoints but these.</summary>
    public void Keep(Func<string, bool> isThere)
    {
        lock (_lock)
        {
            foreach (var gone in _places.Keys.Where(e => !isThere(e)).ToArray())
            {
                _index.Leave(_places[gone].Place);
                _places.Remove(gone);
            }
        }
    }

    /// <summary>Another process is behind an endpoint since <paramref name="epoch"/>: its cache is empty.</summary>
    public void Follow(string endpoint, long epoch)
    {
        lock (_lock)
        {
            if (_places.TryGetValue(endpoint, out var known) && known.Epoch != epoch)
            {
                _index.Forget(known.Place);
                _places[endpoint] = (known.Place, epoch);
            }
        }
    }

    /// <summary>Blocks of a prompt that each place is taken to have.</summary>
    /// <param name="blocks">The prompt.</param>
    /// <param name="matched">Takes them by place; as long as there were <see cref="Endpoints"/>.</param>
    public void Match(ReadOnlySpan<ulong> blocks, Span<int> matched)
    {
        lock (_lock)
        {
            // An engine that has joined since is met next time.
            if (_index.Endpoints <= matched.Length)
            {
                _index.Match(blocks, matched);
            }
            else
            {
                matched.Clear();
            }
        }
    }

    /// <summary>Blocks of a prompt that one place is taken to have; it is sent there, so that it has them all from now on.</summary>
    public int Send(int place, ReadOnlySpan<ulong> blocks)
    {
        lock (_lock)
        {
            var matched = _index.MatchAt(place, blocks);
            _index.Add(place, blocks);
            return matched;
        }
    }
}
