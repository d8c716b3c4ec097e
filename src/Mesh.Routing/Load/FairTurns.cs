namespace Mesh.Routing.Load;

/// <summary>
/// What waits for the same thing, fair between those who want it: deficit round robin (Shreedhar and Varghese, 1995). In every round each
/// flow may take as much as every other one, whatever it asks for; what it leaves over it may take in the next, as long as it waits.
/// Inside a flow the least item goes first. Not thread-safe; bounded by its user.
/// </summary>
/// <typeparam name="T">What waits; the least is the most urgent, and no two are equal.</typeparam>
public sealed class FairTurns<T>
    where T : class, IComparable<T>
{
    /// <summary>What a flow may take in a round. Smaller ones than the usual cost only make more rounds, which cost nothing here.</summary>
    public const double Quantum = 1024;

    private readonly List<Flow> _flows = [];
    private readonly Dictionary<string, Flow> _byName = new(StringComparer.Ordinal);
    private int _turn;

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>All that wait, flow after flow, the most urgent of each first.</summary>
    public IEnumerable<T> All => _flows.SelectMany(f => f.Items);

    /// <summary>Those of whom somebody waits, each with what waits, the most urgent first.</summary>
    public IEnumerable<(string Name, IReadOnlyList<T> Items)> Flows => _flows.Select(f => (f.Name, (IReadOnlyList<T>)f.Items));

    /// <summary>How many of a flow wait.</summary>
    public int CountOf(string flow) => _byName.TryGetValue(flow, out var known) ? known.Items.Count : 0;

    /// <summary>Puts an item in.</summary>
    /// <param name="item">What waits.</param>
    /// <param name="flow">Whose it is.</param>
    public void Add(T item, string flow)
    {
        if (!_byName.TryGetValue(flow, out var known))
        {
            known = new Flow(flow);
            _byName.Add(flow, known);
            _flows.Add(known);
        }

        known.Items.Insert(~known.Items.BinarySearch(item), item);
        Count++;
    }

    /// <summary>Takes an item out that goes by itself, without a charge; gives whether it was there.</summary>
    public bool Remove(T item, string flow)
    {
        if (!_byName.TryGetValue(flow, out var known) || known.Items.BinarySearch(item) is not (>= 0 and var at))
        {
            return false;
        }

        RemoveAt(known, at);
        return true;
    }

    /// <summary>Takes out the one whose turn it is among those that suit, and charges its flow; null when none suits.</summary>
    /// <param name="suits">Whether an item could make use of what is to be had.</param>
    /// <param name="cost">What an item takes.</param>
    public T? Take(Func<T, bool> suits, Func<T, double> cost)
    {
        while (true)
        {
            var rounds = double.PositiveInfinity;
            for (var i = 0; i < _flows.Count; i++)
            {
                var flow = _flows[(_turn + i) % _flows.Count];
                flow.Next = flow.Items.FindIndex(item => suits(item));
                if (flow.Next < 0)
                {
                    continue;
                }

                var item = flow.Items[flow.Next];
                var lacking = cost(item) - flow.Deficit;
                if (lacking <= 0)
                {
                    flow.Deficit -= cost(item);
                    _turn = (_turn + i) % _flows.Count;
                    RemoveAt(flow, flow.Next);
                    return item;
                }

                rounds = Math.Min(rounds, Math.Ceiling(lacking / Quantum));
            }

            if (double.IsInfinity(rounds))
            {
                return null;
            }

            // As many rounds at once as pass before anybody has enough.
            foreach (var flow in _flows)
            {
                flow.Deficit += flow.Next >= 0 ? rounds * Quantum : 0;
            }
        }
    }

    /// <summary>About how many go before an item that is not in here yet: those of its flow that are more urgent, and as many of each other flow.</summary>
    public int Before(T item, string flow)
    {
        var own = _byName.TryGetValue(flow, out var known) ? ~known.Items.BinarySearch(item) : 0;
        return own + _flows.Where(f => f != known).Sum(f => Math.Min(f.Items.Count, own + 1));
    }

    /// <summary>The flow of which most wait; null when nobody waits.</summary>
    public string? Longest() => _flows.MaxBy(f => f.Items.Count)?.Name;

    /// <summary>What waits of a flow.</summary>
    public IEnumerable<T> Of(string flow) => _byName.TryGetValue(flow, out var known) ? known.Items : [];

    // A flow of which nobody waits is forgotten, and with it what it left over: waiting is no saving.
    private void RemoveAt(Flow flow, int at)
    {
        flow.Items.RemoveAt(at);
        Count--;
        if (flow.Items.Count > 0)
        {
            return;
        }

        var place = _flows.IndexOf(flow);
        _flows.RemoveAt(place);
        _byName.Remove(flow.Name);
        _turn = place < _turn ? _turn - 1 : _turn >= _flows.Count ? 0 : _turn;
    }

    private sealed class Flow(string name)
    {
        public string Name { get; } = name;

        public List<T> Items { get; } = [];

        public double Deficit { get; set; }

        // Of those that suit, the most urgent; -1 for none.
        public int Next { get; set; }
    }
}
