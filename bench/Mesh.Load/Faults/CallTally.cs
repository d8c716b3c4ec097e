using System.Collections.Concurrent;
using System.Globalization;
using Mesh.Load.Processes;

namespace Mesh.Load.Faults;

/// <summary>How calls ended, added up: a soak keeps no call. Thread-safe.</summary>
internal sealed class CallTally
{
    // Codes are a closed list; beyond this something is told as a code that is none.
    private const int MostReasons = 200;
    private readonly long[] _ends = new long[Enum.GetValues<CallEnd>().Length];
    private readonly ConcurrentDictionary<(CallEnd End, string Why), long> _reasons = new();

    /// <summary>How many ended so.</summary>
    public long this[CallEnd end] => Interlocked.Read(ref _ends[(int)end]);

    /// <summary>Adds a call; gives it back.</summary>
    public ChatCall Add(ChatCall call)
    {
        Interlocked.Increment(ref _ends[(int)call.End]);
        if (call.End != CallEnd.Whole)
        {
            var reason = (call.End, call.Error ?? "no word");
            _reasons.AddOrUpdate(_reasons.Count < MostReasons || _reasons.ContainsKey(reason) ? reason : (call.End, "others"), 1, (_, before) => before + 1);
        }

        return call;
    }

    /// <summary>Those that were not whole by what they were told, the most frequent first, a line each.</summary>
    public string Reasons() => string.Join(Environment.NewLine, _reasons.OrderBy(r => r.Key.End).ThenByDescending(r => r.Value).Select(r => string.Create(CultureInfo.InvariantCulture, $"  {r.Key.End}: {r.Value} {r.Key.Why}")));

    /// <inheritdoc/>
    public override string ToString() => $"{this[CallEnd.Whole]} whole, {this[CallEnd.Refused]} refused, {this[CallEnd.Interrupted]} interrupted, {this[CallEnd.Wrong]} wrong";
}
