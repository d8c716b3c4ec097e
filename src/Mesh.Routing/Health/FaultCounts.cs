using Mesh.Contracts.Endpoints;

namespace Mesh.Routing.Health;

/// <summary>Failed attempts by kind. Kinds come from a closed list; should there ever be more than <see cref="MostKinds"/>, the rest are one. Thread-safe.</summary>
public sealed class FaultCounts(TimeProvider time)
{
    /// <summary>Most kinds that are told apart.</summary>
    public const int MostKinds = 32;

    private const string Other = "other";
    private readonly Lock _adding = new();
    private volatile KeyValuePair<string, SlidingCount>[] _kinds = [];
    private volatile Fault? _last;

    /// <summary>The newest fault and when it was; null while there was none.</summary>
    public (string Kind, DateTimeOffset At)? Last => _last is { } last ? (last.Kind, last.At) : null;

    /// <summary>Counts one.</summary>
    public void Add(string kind)
    {
        _last = new Fault(kind, time.GetUtcNow());
        (Find(_kinds, kind) ?? Make(kind)).Add();
    }

    /// <summary>Each kind that occurred, with what the last minute had of it.</summary>
    public IReadOnlyList<FaultStatus> Read() => [.. _kinds.Select(k => new FaultStatus(k.Key, k.Value.Total, k.Value.Over(SlidingCount.Longest)))];

    private SlidingCount Make(string kind)
    {
        lock (_adding)
        {
            kind = _kinds.Length < MostKinds - 1 ? kind : Other;
            if (Find(_kinds, kind) is { } count)
            {
                return count;
            }

            count = new SlidingCount(time);
            _kinds = [.. _kinds, new(kind, count)];
            return count;
        }
    }

    private static SlidingCount? Find(KeyValuePair<string, SlidingCount>[] kinds, string kind)
    {
        foreach (var (name, count) in kinds)
        {
            if (name == kind)
            {
                return count;
            }
        }

        return null;
    }

    private sealed record Fault(string Kind, DateTimeOffset At);
}
